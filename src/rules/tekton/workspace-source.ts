import { exampleOf } from '../example';
import { repeated } from '../names';
import { WORKSPACE } from '../pod/volume';
import type { Rule, RuleContext } from '../rule';
import type { PipelineRun, TaskRun } from '../schema/tekton-types';
import { eachStep } from '../visit';

export const workspaceSource: Rule = {
  id: 'tekton/workspace-source',
  severity: 'error',
  stage: 'run',
  summary: 'workspaces are bound to volumes and claims that Kubernetes takes, and mounted each at a path of its own',
  reason: 'Tekton does not look into them; Kubernetes refuses the claim or the Pod, and the run fails when it is made',
  source: 'k8s.io/kubernetes/pkg/apis/core/validation, ValidatePersistentVolumeClaimSpec, validateVolumeSource, as seen on a cluster',
  fix: 'correct it',
  passing: exampleOf('TaskRun', 'taskRef: {name: build}\nworkspaces: [{name: source, volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}]'),
  failing: exampleOf('TaskRun', 'taskRef: {name: build}\nworkspaces: [{name: source, volumeClaimTemplate: {spec: {resources: {requests: {storage: 1Gi}}}}}]'),
  check: (context) => {
    checkRun(context);
    steps(context);
  },
};

function checkRun({ document, report }: RuleContext): void {
  const bindings = (document.decodedAs<TaskRun>('TaskRun') ?? document.decodedAs<PipelineRun>('PipelineRun'))?.spec?.workspaces ?? [];
  bindings.forEach((binding, index) => {
    for (const { path, message } of WORKSPACE(binding, `spec.workspaces[${index}]`)) report(path, { message: `the workspace '${binding.name ?? ''}' has ${message}` });
  });
}

const steps = eachStep(({ merged, label, at }, { report }) => {
  const mounted = (merged.volumeMounts ?? []).map(({ mountPath }) => ({ mountPath, index: -1 }));
  const own = (merged.workspaces ?? []).map(({ mountPath }, index) => ({ mountPath, index }));
  for (const { item, name } of repeated([...mounted, ...own].filter(({ mountPath }) => mountPath), ({ mountPath }) => mountPath)) {
    if (item.index >= 0) report(`${at('workspaces')}[${item.index}].mountPath`, { message: `${label} mounts a workspace at '${name}', where something else is mounted` });
  }
});
