import type { Metadata } from './manifest';

interface Named { readonly metadata: Metadata }

/**
 * The object that a name means in a namespace: the one there, else one that says no namespace.
 *
 * A run never reaches objects of other namespaces.
 */
export function findObject<T extends Named>(objects: readonly T[], name: string | undefined, namespace: string): T | undefined {
  const same = objects.filter(({ metadata }) => metadata.name === name);
  return same.find(({ metadata }) => (metadata.namespace ?? 'default') === namespace) ?? same.find(({ metadata }) => !metadata.namespace);
}

/** Why {@link findObject} finds nothing, and what to do: the end of `refers to Task 'build', ...`. */
export function absence(objects: readonly Named[], name: string | undefined, namespace: string): string {
  const elsewhere = objects.find(({ metadata }) => metadata.name === name)?.metadata.namespace;
  return elsewhere === undefined
    ? 'which is not in the input: add its YAML'
    : `which is in namespace '${elsewhere}' and the run in '${namespace}': give both the same`;
}

/** What an object is called: a run that Kubernetes names has the start of its name only. */
export function nameOf({ name, generateName }: Metadata): string {
  return name ?? generateName ?? '';
}
