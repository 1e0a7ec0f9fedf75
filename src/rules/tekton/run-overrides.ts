import { exampleOf } from '../example';
import type { Rule, RuleContext } from '../rule';
import type { PipelineRun, TaskRun, TaskRunSidecarSpec, TaskRunStepSpec } from '../schema/tekton-types';

export const runOverrides: Rule = {
  id: 'tekton/run-overrides',
  severity: 'error',
  stage: 'admission',
  summary: 'stepSpecs and sidecarSpecs name each container once, and resources are set for steps or for the task',
  reason: 'Tekton cannot know which is meant',
  source: 'pkg/apis/pipeline/v1/taskrun_validation.go, validateStepSpecs, validateTaskRunComputeResources',
  fix: 'keep one of them',
  passing: exampleOf('TaskRun', 'taskRef: {name: build}\nstepSpecs: [{name: make, computeResources: {requests: {memory: 1Gi}}}]'),
  failing: exampleOf('TaskRun', 'taskRef: {name: build}\nstepSpecs: [{computeResources: {requests: {memory: 1Gi}}}]'),
  check: (context) => {
    const taskRun = context.document.decodedAs<TaskRun>('TaskRun')?.spec;
    if (taskRun) checkSpecs(taskRun, 'spec', context);
    const specs = context.document.decodedAs<PipelineRun>('PipelineRun')?.spec?.taskRunSpecs ?? [];
    specs.forEach((spec, index) => checkSpecs(spec, `spec.taskRunSpecs[${index}]`, context));
  },
};

interface Overrides {
  readonly stepSpecs?: readonly TaskRunStepSpec[];
  readonly sidecarSpecs?: readonly TaskRunSidecarSpec[];
  readonly computeResources?: object;
}

function checkSpecs({ stepSpecs = [], sidecarSpecs = [], computeResources }: Overrides, path: string, { report }: RuleContext): void {
  for (const [field, list] of [['stepSpecs', stepSpecs], ['sidecarSpecs', sidecarSpecs]] as const) {
    const seen = new Set<string>();
    list.forEach(({ name = '' }, index) => {
      if (!name) report(`${path}.${field}[${index}]`, { message: `an entry of ${field} has no name`, fix: 'set name' });
      else if (seen.has(name.toLowerCase())) report(`${path}.${field}[${index}]`, { message: `${field} has '${name}' twice` });
      if (name) seen.add(name.toLowerCase());
    });
  }
  if (computeResources && stepSpecs.some((spec) => isSet(spec.computeResources))) {
    report(`${path}.computeResources`, { message: 'resources are set for single steps and for the whole task', atKey: true });
  }
}

function isSet(resources: TaskRunStepSpec['computeResources']): boolean {
  return [resources?.requests, resources?.limits].some((amounts) => Object.keys(amounts ?? {}).length > 0) || Boolean(resources?.claims?.length);
}
