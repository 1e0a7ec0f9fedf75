import { nameOf } from './find-object';
import type { Metadata, StringMap } from './manifest';

/** The metadata of a PipelineRun or TaskRun as the cluster would complete it. */
export interface RunMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

/** Completes the metadata of a run. */
export function runMetadata({ name, generateName, namespace = 'default', labels = {}, annotations = {} }: Metadata): RunMetadata {
  return { name: name ?? `${generateName ?? 'run-'}local`, namespace, labels, annotations };
}

/** The metadata of the run that a person would write for a Pipeline or Task. */
export function bareRunMetadata(metadata: Metadata): RunMetadata {
  return runMetadata({ name: `${nameOf(metadata)}-local`, namespace: metadata.namespace });
}
