import { exampleOf } from '../example';
import { declarationsOf } from '../model/declarations';
import type { Rule, RuleContext } from '../rule';
import type { ParamSpec, StepAction } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';
import type { StepText } from '../webhook/step-texts';
import { textsOfStep, textsOfStepAction } from '../webhook/step-texts';
import { crowdedVariables, entireVariables, prohibitedVariables } from '../webhook/substitution';

export const wholeParam: Rule = {
  id: 'tekton/whole-param',
  severity: 'error',
  stage: 'admission',
  summary: 'a whole array stands alone in command or args; elsewhere its elements, and the keys of objects, are used',
  reason: 'an array or an object does not fit into one text',
  source: 'pkg/apis/pipeline/v1/task_validation.go, validateArrayUsage, validateObjectUsageAsWhole',
  fix: "write '$(params.<name>[*])' as an item of its own in args, or read one element or key",
  passing: exampleOf('Task', 'params: [{name: flags, type: array}]\nsteps: [{name: build, image: busybox, command: [make], args: ["$(params.flags[*])"]}]'),
  failing: exampleOf('Task', 'params: [{name: flags, type: array}]\nsteps: [{name: build, image: busybox, script: "make $(params.flags[*])"}]'),
  check: (context) => {
    tasks(context);
    const action = context.document.decodedAs<StepAction>('StepAction')?.spec;
    if (!action) return;
    const texts = textsOfStepAction(action).filter(({ path }) => !/Path$/.test(path));
    checkArrays(texts, action.params ?? [], 'the StepAction', context);
    checkObjects(texts, action.params ?? [], 'the StepAction', context);
  },
};

const tasks = eachTaskSpec(({ spec, steps, params }, context) => {
  const combined = declarationsOf(context.document).find((declarations) => declarations.combined)?.params ?? [];
  for (const step of steps) {
    const texts = textsOfStep(step);
    if (texts.length === 0) continue;
    checkArrays(texts, spec.params ?? [], step.label, context);
    if (params) checkArrays(texts, combined, step.label, context);
    checkObjects(texts, params ?? [], step.label, context);
  }
});

function checkArrays(texts: readonly StepText[], params: readonly ParamSpec[], user: string, { report }: RuleContext): void {
  const arrays = new Set(params.filter(({ type }) => type === 'array').map(({ name = '' }) => name));
  for (const { text, path, field } of texts) {
    if (field === 'onError') continue;
    const isList = field === 'command' || field === 'args';
    for (const bad of isList ? crowdedVariables(text, 'params', arrays) : prohibitedVariables(text, 'params', arrays)) {
      report(path, { message: isList ? `${user} has text around the array '${bad.text}'` : `${user} uses the array '${bad.text}' in '${field}'`, within: bad });
    }
  }
}

function checkObjects(texts: readonly StepText[], params: readonly ParamSpec[], user: string, { report }: RuleContext): void {
  const objects = new Set(params.filter(({ type }) => type === 'object').map(({ name = '' }) => name));
  for (const { text, path, field } of texts) {
    if (field === 'onError') continue;
    for (const bad of entireVariables(text, 'params', objects)) report(path, { message: `${user} uses the whole object '${bad.text}' in '${field}'`, within: bad });
  }
}
