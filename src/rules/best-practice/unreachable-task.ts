import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { WhenExpression } from '../schema/tekton-types';
import { eachPipelineSpec } from '../visit';

const pipeline = (when: string): string => exampleOf('Pipeline', `params: [{name: deploy, default: "no"}]\ntasks: [{name: deploy, taskRef: {name: deploy}, params: [{name: x, value: $(params.deploy)}], when: [${when}]}]`);

export const unreachableTask: Rule = {
  id: 'best-practice/unreachable-task',
  severity: 'warning',
  stage: 'none',
  summary: 'every task can run: no condition is always false',
  reason: 'the task, and all that wait for it, are skipped in every run, and the run is green',
  source: 'https://tekton.dev/docs/pipelines/pipelines/#guard-task-execution-using-when-expressions',
  fix: 'remove the task, or the condition',
  passing: pipeline('{input: $(params.deploy), operator: in, values: ["yes"]}'),
  failing: pipeline('{input: "no", operator: in, values: ["yes"]}'),
  check: eachPipelineSpec(({ tasks, finally: last }, { report }) => {
    for (const { task, path, label } of [...tasks, ...last]) {
      const when = task.when ?? [];
      when.forEach((expression, index) => {
        const contradicted = when.slice(0, index).some((other) => contradict(expression, other));
        if (isNever(expression)) report(`${path}.when[${index}]`, { message: `${label} never runs: '${expression.input ?? ''}' is ${expression.operator === 'in' ? 'not' : 'always'} among the values` });
        else if (contradicted) report(`${path}.when[${index}]`, { message: `${label} never runs: another condition says the opposite` });
      });
    }
  }),
};

function isNever({ input, operator, values = [], cel }: WhenExpression): boolean {
  if (cel !== undefined || input === undefined || [input, ...values].some((text) => text.includes('$('))) return false;
  return values.includes(input) !== (operator === 'in');
}

/** Two conditions on one input whose values exclude each other. */
function contradict(one: WhenExpression, other: WhenExpression): boolean {
  if (one.cel ?? other.cel ?? (one.input !== other.input || !one.input)) return false;
  const [a, b] = [one.values ?? [], other.values ?? []];
  if ([...a, ...b].some((text) => text.includes('$('))) return false;
  if (one.operator === 'in' && other.operator === 'in') return !a.some((value) => b.includes(value));
  if (one.operator === 'notin' && other.operator === 'notin') return false;
  const [wanted, refused] = one.operator === 'in' ? [a, b] : [b, a];
  return wanted.every((value) => refused.includes(value));
}
