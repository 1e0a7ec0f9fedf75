import { suggestion, undeclared } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { Rule, RuleContext } from '../rule';
import type { ParamSpec, StepAction } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';
import type { StepText } from '../webhook/step-texts';
import { textsOfStep, textsOfStepAction } from '../webhook/step-texts';
import { unknownVariables } from '../webhook/substitution';

export const unknownParam: Rule = {
  id: 'tekton/unknown-param',
  severity: 'error',
  stage: 'admission',
  summary: 'the params that steps use are declared, and so are their keys',
  reason: 'an unknown variable would stay in the text as it is',
  source: 'pkg/apis/pipeline/v1/task_validation.go, ValidateUsageOfDeclaredParameters',
  fix: 'declare the param, or correct the name; for a variable of the shell write ${NAME}',
  passing: exampleOf('Task', 'params: [{name: target}]\nsteps: [{name: build, image: busybox, command: [make, $(params.target)]}]'),
  failing: exampleOf('Task', 'params: [{name: target}]\nsteps: [{name: build, image: busybox, command: [make, $(params.tagret)]}]'),
  check: (context) => {
    tasks(context);
    const action = context.document.decodedAs<StepAction>('StepAction')?.spec;
    if (action) checkTexts(textsOfStepAction(action).filter(({ path }) => !/Path$/.test(path)), action.params ?? [], 'the StepAction', context);
  },
};

const tasks = eachTaskSpec(({ steps, params }, context) => {
  if (!params) return;
  for (const step of steps) checkTexts(textsOfStep(step), params, step.label, context);
});

function checkTexts(texts: readonly StepText[], params: readonly ParamSpec[], user: string, { report }: RuleContext): void {
  if (texts.length === 0) return;
  const names = params.map(({ name = '' }) => name);
  const known = new Set(names);
  const objects = params.filter(({ type }) => type === 'object');
  for (const { text, path } of texts) {
    for (const bad of unknownVariables(text, 'params', known)) {
      const problem = known.has(bad.name)
        ? `which is more than one key of the param '${bad.name}'`
        : `and ${undeclared('param', bad.name, names)}`;
      report(path, { message: `${user} uses '${bad.text}', ${problem}`, within: bad });
    }
    for (const { name = '', properties = {} } of objects) {
      const keys = Object.keys(properties);
      for (const bad of unknownVariables(text, `params\\.${name}`, new Set(keys))) {
        report(path, { message: `${user} uses '${bad.text}', and the param '${name}' has no key '${bad.name}'${suggestion(bad.name, keys)}`, within: bad });
      }
    }
  }
}
