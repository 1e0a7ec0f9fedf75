import type { TaskResult, TaskSpec } from '../schema/tekton-types';

/** Tells whether a result is a reference to an artifact: an object of uri and digest. */
export function isArtifactResult({ type, properties = {} }: TaskResult): boolean {
  return type === 'object' && Object.hasOwn(properties, 'uri') && Object.hasOwn(properties, 'digest');
}

/** The results of a Task that are references to what it made; what it records of its inputs is none. */
export function artifactResults(spec: TaskSpec): string[] {
  return (spec.results ?? []).filter(isArtifactResult).map(({ name = '' }) => name).filter((name) => !name.endsWith('ARTIFACT_INPUTS'));
}
