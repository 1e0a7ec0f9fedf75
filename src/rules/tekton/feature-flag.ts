import { exampleOf } from '../example';
import { child } from '../model/path';
import { partOf } from '../model/place';
import type { Rule, RuleContext } from '../rule';
import type { ParamSpec, WhenExpression } from '../schema/tekton-types';
import { eachPipelineSpec, eachPipelineTask, eachTaskSpec } from '../visit';
import { textsOfValue } from '../webhook/expressions';

/** Of steps and of tasks. @see internal/artifactref/artifactref.go */
const ARTIFACT = /\$\((?:steps|tasks)\.[^.]+\.(?:inputs|outputs)\.[^.)]+\)|\$\((?:step\.)?artifacts\.path\)/;
const TASK_ARTIFACT = /\$\(tasks\.[^.]+\.(?:inputs|outputs)\.[^.)]+\)/;

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
  for (const { merged, at } of steps) {
    checkWhen(merged.when, at('when'), context);
    const texts = [
      { text: merged.script ?? '', path: at('script') },
      ...(['command', 'args'] as const).flatMap((field) => (merged[field] ?? []).map((text, index) => ({ text, path: child(at(field), index) }))),
      ...(merged.env ?? []).map(({ value = '' }, index) => ({ text: value, path: child(at('env'), index) })),
    ];
    for (const { text, path: place } of texts) {
      const artifact = ARTIFACT.exec(text);
      if (artifact) context.report(place, { message: "variables of Tekton's own artifacts need the flag enable-artifacts", within: partOf(artifact) });
    }
  }
});

const pipelines = eachPipelineSpec(({ spec, path }, context) => checkParams(spec.params, `${path}.params`, context));

const pipelineTasks = eachPipelineTask(({ task, path }, context) => {
  checkWhen(task.when, `${path}.when`, context);
  (task.params ?? []).forEach(({ value }, index) => {
    if (textsOfValue(value).some((text) => TASK_ARTIFACT.test(text))) {
      context.report(`${path}.params[${index}].value`, { message: "variables of Tekton's own artifacts need the flag enable-artifacts" });
    }
  });
});

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
