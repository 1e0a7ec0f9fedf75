import { fieldValue } from './downward';
import { TaskRunError } from './errors';
import type { Container, DataObject, EnvVar, KeyReference } from './manifest';
import type { PodMetadata } from './pod-metadata';

/** Where env values come from. */
export interface EnvSources {
  readonly pod: PodMetadata;
  configMap(name: string): DataObject | undefined;
  secret(name: string): DataObject | undefined;
}

/**
 * The env of a container: `envFrom` first, then `env`, each value with `$(VAR)` of those before it expanded.
 *
 * Source: `makeEnvironmentVariables` in k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go.
 * @throws TaskRunError when a ConfigMap, Secret or key is missing and not optional
 */
export function containerEnv(container: Container, sources: EnvSources): Map<string, string> {
  const env = new Map<string, string>();
  for (const source of container.envFrom ?? []) {
    const [kind, reference] = source.configMapRef ? ['ConfigMap', source.configMapRef] as const : ['Secret', source.secretRef] as const;
    const object = find(kind, reference?.name ?? '', sources);
    if (!object && !reference?.optional) throw missing(kind, reference?.name ?? '', container);
    for (const [key, value] of object?.texts ?? []) env.set(`${source.prefix ?? ''}${key}`, value);
  }
  for (const variable of container.env ?? []) {
    const value = variableValue(variable, env, container, sources);
    if (value !== undefined) env.set(variable.name, value);
  }
  return env;
}

/**
 * Expands `$(VAR)`; `$$` is a `$` that starts no variable, and unknown variables stay.
 *
 * Source: k8s.io/kubernetes/third_party/forked/golang/expansion.
 */
export function expand(text: string, env: ReadonlyMap<string, string>): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (match, rest: string, name: string | undefined) => (
    rest === '$' ? '$' : env.get(name as string) ?? match
  ));
}

function variableValue(variable: EnvVar, env: ReadonlyMap<string, string>, container: Container, sources: EnvSources): string | undefined {
  const { valueFrom } = variable;
  // Kubernetes takes `value: ""` beside valueFrom for no value.
  if (variable.value || !valueFrom) return expand(variable.value ?? '', env);
  if (valueFrom.fieldRef) return fieldValue(valueFrom.fieldRef.fieldPath, sources.pod);
  if (valueFrom.configMapKeyRef) return keyValue('ConfigMap', valueFrom.configMapKeyRef, container, sources);
  if (valueFrom.secretKeyRef) return keyValue('Secret', valueFrom.secretKeyRef, container, sources);
  throw new TaskRunError('CreateContainerConfigError', `env '${variable.name}' of '${container.name}' has a source that needs a cluster, give it a value`);
}

function keyValue(kind: 'ConfigMap' | 'Secret', reference: KeyReference, container: Container, sources: EnvSources): string | undefined {
  const value = find(kind, reference.name ?? '', sources)?.texts.get(reference.key);
  if (value === undefined && !reference.optional) throw missing(kind, `${reference.name}/${reference.key}`, container);
  return value;
}

function find(kind: 'ConfigMap' | 'Secret', name: string, sources: EnvSources): DataObject | undefined {
  return kind === 'ConfigMap' ? sources.configMap(name) : sources.secret(name);
}

function missing(kind: string, name: string, container: Container): TaskRunError {
  return new TaskRunError('CreateContainerConfigError', `env of '${container.name}' reads ${kind} '${name}', which is not in the input: add its YAML`);
}
