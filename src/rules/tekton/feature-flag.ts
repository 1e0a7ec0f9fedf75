import { exampleOf } from '../example';
import { partOf } from '../model/place';
import type { Rule, RuleContext } from '../rule';
import type { ParamSpec, WhenExpression } from '../schema/tekton-types';
import { eachPipelineSpec, eachPipelineTask, eachTaskSpec } from '../visit';
import type { PlacedText } from '../webhook/expressions';
import { textsOfParams } from '../webhook/expressions';
import { textsOfStep } from '../webhook/step-texts';

/** Of steps and of tasks. @see internal/artifactref/artifactref.go */
const ARTIFACT = /\$\((?:steps|tasks)\.[^.]+\.(?:inputs|outputs)\.[^.)]+\)|\$\((?:step\.)?artifacts\.path\)/g;
const TASK_ARTIFACT = /\$\(tasks\.[^.]+\.(?:inputs|outputs)\.[^.)]+\)/g;

export const featureFlag: Rule = {
  id: 'tekton/feature-flag',
  severity: 'error',
  stage: 'admission',
  summary: 'CEL in when, enum of params and Tekton\'s own artifacts are used under --api alpha only',
  reason: 'each has a flag of its own, which is off by default even under alpha',
  source: 'pkg/apis/config/feature_flags.go: enable-cel-in-whenexpression, enable-param-enum, enable-artifacts',
  fix: 'write it without the feature, or switch the flag on in the ConfigMap feature-flags and pass --api alpha',
  exampleApi: 'stable',
  passing: exampleOf('Task', 'params: [{name: target, default: release}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  failing: exampleOf('Task', 'params: [{name: target, default: release, enum: [release, debug]}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  check: (context) => {
    if (context.api === 'alpha') return;
    tasks(context);
    pipelines(context);
    pipelineTasks(context);
  },
};

const tasks = eachTaskSpec(({ spec, path, steps }, context) => {
  checkParams(spec.params, `${path}.params`, context);
  for (const step of steps) {
    checkWhen(step.merged.when, step.at('when'), context);
    checkTexts(textsOfStep(step).filter(({ field }) => ['script', 'command', 'args', 'env'].includes(field)), ARTIFACT, context);
  }
});

const pipelines = eachPipelineSpec(({ spec, path }, context) => checkParams(spec.params, `${path}.params`, context));

const pipelineTasks = eachPipelineTask(({ task, path }, context) => {
  checkWhen(task.when, `${path}.when`, context);
  checkTexts(textsOfParams(task.params, `${path}.params`), TASK_ARTIFACT, context);
});

function checkTexts(texts: readonly PlacedText[], artifact: RegExp, { report }: RuleContext): void {
  for (const { text, path } of texts) {
    for (const found of text.matchAll(artifact)) report(path, { message: "variables of Tekton's own artifacts need the flag enable-artifacts", within: partOf(found) });
  }
}

function checkParams(params: readonly ParamSpec[] | undefined, path: string, { report }: RuleContext): void {
  (params ?? []).forEach((param, index) => {
    if (param.enum?.length) report(`${path}[${index}].enum`, { message: `the enum of param '${param.name}' needs the flag enable-param-enum`, atKey: true });
  });
}

function checkWhen(when: readonly WhenExpression[] | undefined, path: string, { report }: RuleContext): void {
  (when ?? []).forEach(({ cel }, index) => {
    if (cel) report(`${path}[${index}].cel`, { message: 'a condition in CEL needs the flag enable-cel-in-whenexpression', atKey: true });
  });
}
