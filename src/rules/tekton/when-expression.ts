import { exampleOf } from '../example';
import type { Rule, RuleContext } from '../rule';
import type { WhenExpression } from '../schema/tekton-types';
import { eachPipelineTask, eachStep } from '../visit';
import { celProblem } from '../webhook/cel';

export const whenExpression: Rule = {
  id: 'tekton/when-expression',
  severity: 'error',
  stage: 'admission',
  summary: 'a condition has input, operator in or notin, and values; or CEL alone',
  reason: 'Tekton refuses others',
  source: 'pkg/apis/pipeline/v1/when_validation.go',
  fix: 'complete the condition; CEL sees variables as text in quotes',
  passing: exampleOf('Pipeline', 'params: [{name: deploy, default: "no"}]\ntasks: [{name: deploy, taskRef: {name: deploy}, when: [{input: $(params.deploy), operator: in, values: ["yes"]}]}]'),
  failing: exampleOf('Pipeline', 'params: [{name: deploy, default: "no"}]\ntasks: [{name: deploy, taskRef: {name: deploy}, when: [{input: $(params.deploy), operator: equals, values: ["yes"]}]}]'),
  check: (context) => {
    steps(context);
    tasks(context);
  },
};

const steps = eachStep(({ merged, at }, context) => checkAll(merged.when, at('when'), context));
const tasks = eachPipelineTask(({ task, path }, context) => checkAll(task.when, `${path}.when`, context));

function checkAll(when: readonly WhenExpression[] | undefined, path: string, { report }: RuleContext): void {
  (when ?? []).forEach((expression, index) => {
    const problem = problemOf(expression);
    if (problem) report(`${path}[${index}]`, { message: problem });
  });
}

function problemOf({ cel, input, operator, values = [] }: WhenExpression): string | undefined {
  if (cel) {
    if (input || operator || values.length > 0) return 'the condition has CEL and something else';
    const problem = celProblem(cel);
    return problem && `the condition is no CEL: ${problem}`;
  }
  if (!input && !operator && values.length === 0) return 'the condition is empty';
  if (operator !== 'in' && operator !== 'notin') return `the condition has the operator '${operator ?? ''}', expected in or notin`;
  return values.length === 0 ? 'the condition has no values' : undefined;
}
