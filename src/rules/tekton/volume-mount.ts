import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { RuleDocument } from '../model/document';
import type { SidecarView, StepView } from '../model/views';
import { isDnsLabel, repeated } from '../names';
import type { Rule } from '../rule';
import type { PipelineRun, TaskRun, VolumeMount } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';

export const volumeMount: Rule = {
  id: 'tekton/volume-mount',
  severity: 'error',
  stage: 'run',
  summary: 'containers mount volumes of the Task, each at a path of its own',
  reason: 'Kubernetes refuses the Pod, and the run fails when it is made',
  source: 'k8s.io/kubernetes/pkg/apis/core/validation, ValidateVolumeMounts',
  fix: 'add the volume, or correct its name or path',
  passing: exampleOf('Task', 'steps: [{name: a, image: busybox, command: [ls], volumeMounts: [{name: cache, mountPath: /cache}]}]\nvolumes: [{name: cache, emptyDir: {}}]'),
  failing: exampleOf('Task', 'steps: [{name: a, image: busybox, command: [ls], volumeMounts: [{name: cash, mountPath: /cache}]}]\nvolumes: [{name: cache, emptyDir: {}}]'),
  check: eachTaskSpec(({ spec, path, steps, sidecars }, { document, report }) => {
    const volumes = (spec.volumes ?? []).map(({ name = '' }) => name);
    if (volumes.length === 0 && !hasMounts(steps, sidecars)) return;
    const known = [...volumes, ...podVolumes(document)];
    // A podTemplate of a run may bring the volume along, where the run is not known.
    const severity = document.kind === 'TaskRun' || document.kind === 'PipelineRun' ? 'error' : 'warning';
    const look = (mounts: readonly VolumeMount[] | undefined, label: string, at: string): void => {
      (mounts ?? []).forEach(({ name = '', mountPath }, index) => {
        if (!name.includes('$(') && !known.includes(name)) {
          report(`${at}[${index}].name`, { message: `${label} mounts the volume '${name}', which the Task does not have${suggestion(name, known)}`, severity });
        }
        if (!mountPath) report(`${at}[${index}]`, { message: `${label} mounts '${name}' nowhere`, fix: 'set mountPath' });
      });
      for (const { index, name } of repeated((mounts ?? []).filter(({ mountPath }) => mountPath), ({ mountPath }) => mountPath)) {
        report(`${at}[${index}]`, { message: `${label} mounts two volumes at '${name}'` });
      }
    };
    for (const { merged, label, at } of steps) if (!merged.ref) look(merged.volumeMounts, label, at('volumeMounts'));
    for (const { sidecar, label, path: at } of sidecars) look(sidecar.volumeMounts, label, `${at}.volumeMounts`);
    volumes.forEach((name, index) => {
      if (!name.includes('$(') && !isDnsLabel(name)) report(`${path}.volumes[${index}].name`, { message: `'${name}' cannot be the name of a volume: expected lower-case letters, digits and '-', at most 63` });
    });
  }),
};

function hasMounts(steps: readonly StepView[], sidecars: readonly SidecarView[]): boolean {
  return steps.some(({ merged }) => merged.volumeMounts?.length) || sidecars.some(({ sidecar }) => sidecar.volumeMounts?.length);
}

/** The volumes that a run adds to its Pods. */
function podVolumes(document: RuleDocument): string[] {
  const taskRun = document.decodedAs<TaskRun>('TaskRun')?.spec;
  const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
  const single = (pipelineRun?.taskRunSpecs ?? []).map(({ podTemplate }) => podTemplate);
  const templates = [taskRun?.podTemplate, pipelineRun?.taskRunTemplate?.podTemplate, ...single];
  return templates.flatMap((template) => template?.volumes ?? []).map(({ name = '' }) => name);
}
