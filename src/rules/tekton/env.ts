import { exampleOf } from '../example';
import { ENV, ENV_FROM } from '../pod/env';
import type { Rule, RuleContext } from '../rule';
import type { EnvFromSource, EnvVar, StepAction } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';

export const env: Rule = {
  id: 'tekton/env',
  severity: 'error',
  stage: 'run',
  summary: 'a variable of the environment has a name of ASCII, and a value or a source that there can be, not both',
  reason: 'Kubernetes refuses the Pod, and the run fails when it is made',
  source: 'k8s.io/kubernetes/pkg/apis/core/validation, ValidateEnv, as seen on a cluster',
  fix: 'keep one of value and valueFrom, with one source',
  passing: exampleOf('Task', 'steps: [{name: x, image: busybox, command: [env], env: [{name: MODE, value: fast}]}]'),
  failing: exampleOf('Task', 'steps: [{name: x, image: busybox, command: [env], env: [{name: MODE, value: fast, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]'),
  check: (context) => {
    tasks(context);
    const action = context.document.decodedAs<StepAction>('StepAction')?.spec;
    if (action) look(action, 'the StepAction', (field) => `spec.${field}`, context);
  },
};

const tasks = eachTaskSpec(({ steps, sidecars }, context) => {
  for (const { merged, label, at } of steps) look(merged, label, at, context);
  for (const { sidecar, label, path } of sidecars) look(sidecar, label, (field) => `${path}.${field}`, context);
});

interface Environment {
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFromSource[];
}

function look({ env: variables = [], envFrom }: Environment, label: string, at: (field: 'env' | 'envFrom') => string, { report }: RuleContext): void {
  variables.forEach(({ name = '', value, valueFrom }, index) => {
    const path = `${at('env')}[${index}]`;
    if (!name) report(path, { message: `${label} has a variable without name`, fix: 'set name' });
    const sources = Object.keys(valueFrom ?? {});
    if (valueFrom && value) report(path, { message: `${label} has the variable '${name}' with value and valueFrom` });
    if (valueFrom && sources.length !== 1) report(path, { message: `${label} has the variable '${name}' with ${sources.length === 0 ? 'an empty valueFrom' : `the sources ${sources.join(' and ')}`}` });
  });
  for (const { path, message } of [...ENV(variables, at('env')), ...ENV_FROM(envFrom, at('envFrom'))]) report(path, { message: `${label} has ${message}`, fix: 'correct it' });
}
