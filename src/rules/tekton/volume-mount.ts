import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { RuleDocument } from '../model/document';
import type { TaskSpecView } from '../model/views';
import { isDnsLabel, repeated } from '../names';
import { each, fields, isThere, oneOf, onlyOne, text } from '../pod/demand';
import { INNER_PATH } from '../pod/volume';
import type { Rule, RuleContext } from '../rule';
import type { PipelineRun, Sidecar, TaskRun, VolumeDevice, VolumeMount } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';
import { cleanPath } from '../webhook/clean-path';

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
  check: eachTaskSpec((task, { document, report }) => {
    const volumes = (task.spec.volumes ?? []).map(({ name = '' }) => name);
    const mounters = mountersOf(task);
    if (volumes.length === 0 && mounters.length === 0) return;
    const known = [...volumes, ...podVolumes(document)];
    // A podTemplate of a run may bring the volume along, where the run is not known.
    const severity = document.kind === 'TaskRun' || document.kind === 'PipelineRun' ? 'error' : 'warning';
    const isUnknown = (name: string): boolean => !name.includes('$(') && !known.includes(name);
    for (const mounter of mounters) {
      mounter.mounts.forEach(({ name = '' }, index) => {
        if (isUnknown(name)) report(`${mounter.at('volumeMounts')}[${index}].name`, { message: `${mounter.label} mounts the volume '${name}', which the Task does not have${suggestion(name, known)}`, severity });
      });
      mounter.devices.forEach(({ name = '' }, index) => {
        if (isUnknown(name)) report(`${mounter.at('volumeDevices')}[${index}].name`, { message: `${mounter.label} has the device '${name}', which is no volume of the Task${suggestion(name, known)}`, severity });
      });
      checkMounts(mounter, report);
    }
    volumes.forEach((name, index) => {
      if (!name.includes('$(') && !isDnsLabel(name)) report(`${task.path}.volumes[${index}].name`, { message: `'${name}' cannot be the name of a volume: expected lower-case letters, digits and '-', at most 63` });
    });
  }),
};

/** A container with mounts or devices. */
interface Mounter {
  readonly label: string;
  readonly mounts: readonly VolumeMount[];
  readonly devices: readonly VolumeDevice[];
  readonly isPrivileged: boolean;
  at(field: 'volumeMounts' | 'volumeDevices'): string;
}

function mountersOf({ steps, sidecars }: TaskSpecView): Mounter[] {
  const mounter = ({ volumeMounts: mounts = [], volumeDevices: devices = [], securityContext }: Sidecar, label: string, at: Mounter['at']): Mounter =>
    ({ label, mounts, devices, isPrivileged: securityContext?.privileged === true, at });
  return [
    ...steps.filter(({ merged }) => !merged.ref).map(({ merged, label, at }) => mounter(merged, label, at)),
    ...sidecars.map(({ sidecar, label, path }) => mounter(sidecar, label, (field) => `${path}.${field}`)),
  ].filter(({ mounts, devices }) => mounts.length > 0 || devices.length > 0);
}

function checkMounts({ label, mounts, isPrivileged, at }: Mounter, report: RuleContext['report']): void {
  const path = at('volumeMounts');
  mounts.forEach(({ name = '', mountPath, mountPropagation }, index) => {
    if (!mountPath) report(`${path}[${index}]`, { message: `${label} mounts '${name}' nowhere`, fix: 'set mountPath' });
    if (mountPropagation !== 'Bidirectional' || isPrivileged) return;
    report(`${path}[${index}].mountPropagation`, { message: `${label} mounts with Bidirectional propagation, which only privileged containers may` });
  });
  for (const problem of MOUNTS(mounts, path)) report(problem.path, { message: `${label} has ${problem.message}`, fix: 'correct it' });
  for (const { item, name } of repeated(mounts.filter(({ mountPath }) => mountPath), ({ mountPath }) => mountPath)) {
    report(`${path}[${mounts.indexOf(item)}]`, { message: `${label} mounts two volumes at '${name}'` });
  }
}

const MOUNTS = each(fields({
  mountPath: text((path) => cleanPath(path) !== '/', 'another path than the root of the container'),
  subPath: INNER_PATH,
  subPathExpr: INNER_PATH,
  mountPropagation: oneOf('None', 'HostToContainer', 'Bidirectional'),
  recursiveReadOnly: oneOf('Disabled', 'IfPossible', 'Enabled'),
}, [], onlyOne(['subPath', 'subPathExpr'], false), ({ recursiveReadOnly, readOnly }) =>
  (isThere(recursiveReadOnly) && recursiveReadOnly !== 'Disabled' && readOnly !== true ? 'recursiveReadOnly without readOnly' : undefined)));

/** The volumes that a run adds to its Pods. */
function podVolumes(document: RuleDocument): string[] {
  const taskRun = document.decodedAs<TaskRun>('TaskRun')?.spec;
  const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
  const single = (pipelineRun?.taskRunSpecs ?? []).map(({ podTemplate }) => podTemplate);
  const templates = [taskRun?.podTemplate, pipelineRun?.taskRunTemplate?.podTemplate, ...single];
  return templates.flatMap((template) => template?.volumes ?? []).map(({ name = '' }) => name);
}
