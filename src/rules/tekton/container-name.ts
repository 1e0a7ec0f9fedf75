import { exampleOf } from '../example';
import { isDnsLabel, repeated } from '../names';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';

/** Of a container's name, which begins with `step-` or `sidecar-`. */
const LONGEST = 63;

export const containerName: Rule = {
  id: 'tekton/container-name',
  severity: 'error',
  stage: 'run',
  summary: 'names of steps and sidecars are different still as names of containers',
  reason: 'Tekton cuts step-<name> at 63 letters and does not look at sidecars; Kubernetes refuses the Pod',
  source: 'pkg/pod/pod.go, RestrictLength',
  fix: 'use shorter names, different in their first 55 letters',
  passing: exampleOf('Task', 'steps: [{name: a, image: busybox, command: [ls]}]\nsidecars: [{name: one, image: busybox}, {name: two, image: busybox}]'),
  failing: exampleOf('Task', 'steps: [{name: a, image: busybox, command: [ls]}]\nsidecars: [{name: one, image: busybox}, {name: one, image: busybox}]'),
  check: eachTaskSpec(({ steps, sidecars }, { report }) => {
    const containers = [
      ...steps.map(({ step, path, label, index }) => ({ name: step.name ? `step-${step.name}` : `step-unnamed-${index}`, path, label, isSidecar: false })),
      ...sidecars.map(({ sidecar, path, label }) => ({ name: sidecar.name ? `sidecar-${sidecar.name}` : 'sidecar', path, label, isSidecar: true })),
    ];
    for (const { name, path, label, isSidecar } of containers) {
      if (isSidecar && !isDnsLabel(name.slice(0, LONGEST))) report(`${path}.name`, { message: `${label} cannot be the name of a container: expected lower-case letters, digits and '-'` });
    }
    for (const { item, name } of repeated(containers, (container) => container.name.slice(0, LONGEST))) {
      report(item.path, { message: `${item.label} and another one would both be the container '${name}'` });
    }
  }),
};
