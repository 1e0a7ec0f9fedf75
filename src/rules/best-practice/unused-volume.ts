import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { DONE_STEP, STEP } from './step-example';

export const unusedVolume: Rule = {
  id: 'best-practice/unused-volume',
  severity: 'warning',
  stage: 'none',
  summary: 'every volume is mounted by a step or sidecar',
  reason: 'a Secret or claim that nobody mounts still keeps the Pod from starting when it is missing',
  source: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  fix: 'remove the volume, or mount it',
  passing: exampleOf('Task', `volumes: [{name: cache, emptyDir: {}}]\nsteps: [{${STEP}, command: [make], volumeMounts: [{name: cache, mountPath: /cache}]}]`),
  failing: exampleOf('Task', `volumes: [{name: cache, emptyDir: {}}]\nsteps: [${DONE_STEP}]`),
  check: eachTaskSpec(({ spec, path, steps, sidecars }, { report }) => {
    // A StepAction mounts volumes whose names are params.
    if (!spec.volumes?.length || steps.some(({ step }) => step.ref)) return;
    const containers = [...steps.map(({ merged }) => merged), ...sidecars.map(({ sidecar }) => sidecar)];
    const names = containers.flatMap(({ volumeMounts = [], volumeDevices = [] }) => [...volumeMounts, ...volumeDevices].map(({ name = '' }) => name));
    if (names.some((name) => name.includes('$('))) return;
    spec.volumes.forEach(({ name = '' }, index) => {
      if (!names.includes(name)) report(`${path}.volumes[${index}].name`, { message: `nobody mounts the volume '${name}'` });
    });
  }),
};
