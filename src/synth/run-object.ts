import { JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { ArtifactStorage } from '../artifact-storage';
import type { RunProps } from '../run-props';
import type { _EmbeddedMetadata } from '../task-declaration';
import { metadataOf, TektonObject } from './tekton-object';

/** What makes the object of a run. */
export interface RunObjectProps {
  readonly kind: 'PipelineRun' | 'TaskRun';
  readonly props: RunProps;
  /** The Pipeline or Task that runs. */
  readonly target: { _embeddedMetadata(): _EmbeddedMetadata };
  readonly spec: () => unknown;
}

/** Makes the object of a run: it carries the labels and annotations of what is written into it, and those of its storage. */
export function runObject(run: Construct, { kind, props, target, spec }: RunObjectProps): TektonObject {
  const { metadata, generateName } = props;
  const object = new TektonObject(run, 'Resource', {
    apiVersion: 'tekton.dev/v1',
    kind,
    metadata: { ...metadataOf(run, kind === 'TaskRun' ? 'task run' : 'pipeline run', metadata), ...generateName ? { generateName } : {} },
    labels: () => target._embeddedMetadata().labels ?? {},
    annotations: () => ({ ...target._embeddedMetadata().annotations, ...ArtifactStorage._annotationsFor(run) }),
    spec,
  });
  // cdk8s always writes a name, and with one Kubernetes generates none.
  if (generateName) object.addJsonPatch(JsonPatch.remove('/metadata/name'));
  return object;
}
