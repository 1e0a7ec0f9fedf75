import { exampleOf } from '../example';
import type { PipelineTaskView, StepView } from '../model/views';
import type { ApiLevel, Rule, RuleContext } from '../rule';
import type { PipelineRun, StepAction, TaskRun } from '../schema/tekton-types';
import { eachPipelineTask, eachTaskSpec } from '../visit';

const ORDER: readonly ApiLevel[] = ['stable', 'beta', 'alpha'];

export const apiLevel: Rule = {
  id: 'tekton/api-level',
  severity: 'error',
  stage: 'admission',
  summary: 'features that are beta or alpha are used where the cluster has them switched on',
  reason: 'Tekton refuses them under a lower enable-api-fields; its default is beta',
  source: 'pkg/apis/config/featureflags_validation.go',
  fix: 'write it without the feature, or set enable-api-fields in the ConfigMap feature-flags and pass --api',
  exampleApi: 'stable',
  passing: exampleOf('TaskRun', 'taskRef: {name: build}'),
  failing: exampleOf('TaskRun', 'taskRef: {resolver: hub, params: [{name: name, value: build}]}'),
  check: (context) => {
    const need: Need = (level, what, path) => {
      if (ORDER.indexOf(context.api) >= ORDER.indexOf(level)) return;
      context.report(path, { message: `${what} needs enable-api-fields: ${level}, and ${context.api} is expected` });
    };
    eachTaskSpec(({ steps, sidecars }) => {
      for (const step of steps) checkStep(step, need);
      for (const { sidecar, path, label } of sidecars) {
        if (sidecar.workspaces?.length) need('beta', `a workspace of ${label}`, `${path}.workspaces`);
      }
    })(context);
    eachPipelineTask((task) => checkTask(task, need))(context);
    checkRuns(context, need);
  },
};

type Need = (level: ApiLevel, what: string, path: string) => void;

function checkStep({ step, merged, path, at }: StepView, need: Need): void {
  checkReference(merged.ref, `${path}.ref`, need);
  if (step.workspaces?.length) need('beta', 'a workspace of a step', `${path}.workspaces`);
  if (isWindows(merged.script)) need('alpha', 'a script for Windows', at('script'));
  if (merged.stdoutConfig) need('alpha', 'stdoutConfig', `${path}.stdoutConfig`);
  if (merged.stderrConfig) need('alpha', 'stderrConfig', `${path}.stderrConfig`);
}

function checkTask({ task, path, custom }: PipelineTaskView, need: Need): void {
  // Of a task by another controller too, though only where there is at least one param.
  if (task.taskRef?.resolver) need('beta', `the resolver '${task.taskRef.resolver}'`, `${path}.taskRef.resolver`);
  if (task.taskRef?.params && (!custom || task.taskRef.params.length > 0)) need('beta', 'params of a resolver', `${path}.taskRef.params`);
  if (!custom) checkReference(task.pipelineRef, `${path}.pipelineRef`, need);
  if (task.pipelineRef) need('alpha', 'pipelineRef in a task', `${path}.pipelineRef`);
  if (task.pipelineSpec) need('alpha', 'pipelineSpec in a task', `${path}.pipelineSpec`);
  if (task.onError && !task.onError.startsWith('$(params')) need('beta', 'onError of a task', `${path}.onError`);
  if (task.matrix?.params?.length || task.matrix?.include?.length) need('beta', 'a matrix', `${path}.matrix`);
}

function checkReference(ref: { readonly resolver?: string; readonly params?: readonly unknown[] } | undefined, path: string, need: Need): void {
  if (ref?.resolver) need('beta', `the resolver '${ref.resolver}'`, `${path}.resolver`);
  if (ref?.params) need('beta', 'params of a resolver', `${path}.params`);
}

function checkRuns({ document }: RuleContext, need: Need): void {
  const action = document.decodedAs<StepAction>('StepAction')?.spec;
  if (isWindows(action?.script)) need('alpha', 'a script for Windows', 'spec.script');
  const taskRun = document.decodedAs<TaskRun>('TaskRun')?.spec;
  if (taskRun) {
    checkReference(taskRun.taskRef, 'spec.taskRef', need);
    if (taskRun.debug) need('alpha', 'debug', 'spec.debug');
    checkSpecs(taskRun, 'spec', need);
  }
  const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
  checkReference(pipelineRun?.pipelineRef, 'spec.pipelineRef', need);
  (pipelineRun?.taskRunSpecs ?? []).forEach((spec, index) => checkSpecs(spec, `spec.taskRunSpecs[${index}]`, need));
}

type Override = 'stepSpecs' | 'sidecarSpecs' | 'computeResources';

function checkSpecs(spec: { readonly [field in Override]?: unknown }, path: string, need: Need): void {
  for (const field of ['stepSpecs', 'sidecarSpecs', 'computeResources'] as const) if (spec[field] !== undefined) need('beta', field, `${path}.${field}`);
}

function isWindows(script: string | undefined): boolean {
  return script?.trim().startsWith('#!win') ?? false;
}
