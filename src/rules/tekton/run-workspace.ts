import { exampleOf } from '../example';
import { repeated } from '../names';
import type { Rule } from '../rule';
import type { CustomRun, PipelineRun, TaskRun, WorkspaceBinding } from '../schema/tekton-types';

const SOURCES = ['volumeClaimTemplate', 'persistentVolumeClaim', 'emptyDir', 'configMap', 'secret', 'projected', 'csi'] as const;

export const runWorkspace: Rule = {
  id: 'tekton/run-workspace',
  severity: 'error',
  stage: 'admission',
  summary: 'a run binds each workspace once, to one complete source',
  reason: 'the binding becomes a volume of the Pod',
  source: 'pkg/apis/pipeline/v1/workspace_validation.go',
  fix: `give it exactly one of ${SOURCES.join(', ')}`,
  passing: exampleOf('TaskRun', 'taskRef: {name: build}\nworkspaces: [{name: source, emptyDir: {}}]'),
  failing: exampleOf('TaskRun', 'taskRef: {name: build}\nworkspaces: [{name: source}]'),
  check: ({ document, report }) => {
    const taskRun = (document.decodedAs<TaskRun>('TaskRun') ?? document.decodedAs<CustomRun>('CustomRun'))?.spec?.workspaces;
    const bindings = taskRun ?? document.decodedAs<PipelineRun>('PipelineRun')?.spec?.workspaces ?? [];
    bindings.forEach((binding, index) => {
      const problem = problemOf(binding);
      if (problem) report(`spec.workspaces[${index}]`, { message: `the workspace '${binding.name ?? ''}' ${problem}` });
    });
    // But in a PipelineRun, letter case does not count.
    for (const { index, item } of repeated(bindings, ({ name = '' }) => taskRun ? name.toLowerCase() : name)) {
      report(`spec.workspaces[${index}]`, { message: `the workspace '${item.name ?? ''}' is bound twice` });
    }
  },
};

function problemOf(binding: WorkspaceBinding): string | undefined {
  const given = SOURCES.filter((source) => binding[source] !== undefined);
  if (given.length === 0) return 'is bound to nothing';
  if (given.length > 1) return `is bound to ${given.join(' and ')}`;
  const { persistentVolumeClaim: claim, configMap, secret, projected, csi } = binding;
  if (claim && !claim.claimName) return 'is bound to a claim without claimName';
  if (configMap && !configMap.name) return 'is bound to a ConfigMap without name';
  if (secret && !secret.secretName) return 'is bound to a Secret without secretName';
  if (projected && !projected.sources?.length) return 'is bound to a projection without sources';
  return csi && !csi.driver ? 'is bound to CSI without driver' : undefined;
}
