import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { EnvVar } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';

export const env: Rule = {
  id: 'tekton/env',
  severity: 'error',
  stage: 'run',
  summary: 'a variable of the environment has a name, and a value or a source, not both',
  reason: 'Kubernetes refuses the Pod, and the run fails when it is made',
  source: 'k8s.io/kubernetes/pkg/apis/core/validation, ValidateEnv',
  fix: 'keep one of value and valueFrom, with one source',
  passing: exampleOf('Task', 'steps: [{name: x, image: busybox, command: [env], env: [{name: MODE, value: fast}]}]'),
  failing: exampleOf('Task', 'steps: [{name: x, image: busybox, command: [env], env: [{name: MODE, value: fast, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]'),
  check: eachTaskSpec(({ steps, sidecars }, { report }) => {
    const look = (variables: readonly EnvVar[] | undefined, label: string, at: string): void => (variables ?? []).forEach(({ name = '', value, valueFrom }, index) => {
      const path = `${at}[${index}]`;
      if (!name) report(path, { message: `${label} has a variable without name`, fix: 'set name' });
      if (name.includes('=')) report(path, { message: `${label} has the variable '${name}', which no environment can have`, fix: 'remove the =' });
      const sources = Object.keys(valueFrom ?? {});
      if (valueFrom && value) report(path, { message: `${label} has the variable '${name}' with value and valueFrom` });
      if (valueFrom && sources.length !== 1) report(path, { message: `${label} has the variable '${name}' with ${sources.length === 0 ? 'an empty valueFrom' : `the sources ${sources.join(' and ')}`}` });
    });
    for (const { merged, label, at } of steps) look(merged.env, label, at('env'));
    for (const { sidecar, label, path } of sidecars) look(sidecar.env, label, `${path}.env`);
  }),
};
