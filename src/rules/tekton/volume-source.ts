import { exampleOf } from '../example';
import { VOLUME } from '../pod/volume';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';

const task = (volume: string): string => exampleOf('Task', `steps: [{name: a, image: busybox, command: [ls]}]\nvolumes: [${volume}]`);

/** Of the volumes that Tekton adds to each Pod. @see pkg/pod/pod.go of Tekton */
const OF_TEKTON = /^tekton-internal-(?:workspace|home|results|steps|artifacts|bin|run-\d+|downward)$/;

export const volumeSource: Rule = {
  id: 'tekton/volume-source',
  severity: 'error',
  stage: 'run',
  summary: 'a volume has at most one source, with what Kubernetes demands of it',
  reason: 'Kubernetes refuses the Pod, or waits for a ConfigMap or Secret that there cannot be, and the run fails',
  source: 'k8s.io/kubernetes/pkg/apis/core/validation, validateVolumeSource, as seen on a cluster',
  fix: 'correct the volume',
  passing: task('{name: settings, configMap: {name: settings, items: [{key: a, path: a.txt}]}}'),
  failing: task('{name: settings, configMap: {items: [{key: a, path: ../a.txt}]}}'),
  check: eachTaskSpec(({ spec, path }, { report }) => (spec.volumes ?? []).forEach((volume, index) => {
    const at = `${path}.volumes[${index}]`;
    for (const problem of VOLUME(volume, at)) report(problem.path, { message: `the volume '${volume.name ?? ''}' has ${problem.message}` });
    if (OF_TEKTON.test(volume.name ?? '')) report(`${at}.name`, { message: `the volume '${volume.name ?? ''}' is called like one of Tekton's`, fix: 'rename it' });
  })),
};
