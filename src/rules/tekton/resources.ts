import { exampleOf } from '../example';
import { resourceProblems } from '../pod/resources';
import type { Rule, RuleContext } from '../rule';
import type { PipelineRun, ResourceRequirements, TaskRun } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';

const task = (resources: string): string => exampleOf('Task', `steps: [{name: a, image: busybox, command: [ls], computeResources: ${resources}}]`);

export const computeResources: Rule = {
  id: 'tekton/resources',
  severity: 'error',
  stage: 'run',
  summary: 'resources have names that Kubernetes knows, and requests are not above limits',
  reason: 'Kubernetes refuses the Pod, and the run fails when it is made',
  source: 'k8s.io/kubernetes/pkg/apis/core/validation, ValidateContainerResourceRequirements, as seen on a cluster',
  fix: 'correct the amount',
  passing: task('{requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 1Gi}}'),
  failing: task('{requests: {memory: 1Gi}, limits: {memory: 500Mi}}'),
  check: (context) => {
    tasks(context);
    const taskRun = context.document.decodedAs<TaskRun>('TaskRun')?.spec;
    if (taskRun) checkRun(taskRun, 'spec', context);
    (context.document.decodedAs<PipelineRun>('PipelineRun')?.spec?.taskRunSpecs ?? []).forEach((spec, index) => checkRun(spec, `spec.taskRunSpecs[${index}]`, context));
  },
};

const tasks = eachTaskSpec(({ steps, sidecars }, context) => {
  for (const { merged, label, at } of steps) look(merged, label, at('computeResources'), context);
  for (const { sidecar, label, path } of sidecars) look(sidecar, label, `${path}.computeResources`, context);
});

interface Owner {
  readonly name?: string;
  readonly computeResources?: ResourceRequirements;
}

interface Run extends Owner {
  readonly stepSpecs?: readonly Owner[];
  readonly sidecarSpecs?: readonly Owner[];
}

/** What a run says instead of its Task. */
function checkRun(run: Run, path: string, context: RuleContext): void {
  look(run, 'the run', `${path}.computeResources`, context);
  for (const field of ['stepSpecs', 'sidecarSpecs'] as const) {
    (run[field] ?? []).forEach((own, index) => look(own, `'${own.name ?? ''}' in ${field}`, `${path}.${field}[${index}].computeResources`, context));
  }
}

function look({ computeResources: resources }: Owner, label: string, at: string, { report }: RuleContext): void {
  if (resources) for (const { path, message } of resourceProblems(resources, at)) report(path, { message: `${label} has ${message}` });
}
