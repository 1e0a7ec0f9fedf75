import { parseManifest } from '../agent/artifact/manifest';
import { AgentError } from '../agent/errors';
import type { StoredManifest } from '../agent/stores/store';
import { ANNOTATIONS } from '../contract/annotations';
import type { ArtifactKindName } from '../contract/artifact-kind';
import { isDigest, type Digest } from '../contract/digest';
import { parseJson } from '../contract/json';
import { MEDIA_TYPES } from '../contract/media-types';

/** What a manifest in a store is. `other`: no artifact and no run, an image or an index. */
export type StoredKind = ArtifactKindName | 'pipelinerun' | 'taskrun' | 'other';

/** What a manifest says. Texts are '' when it does not say so. */
export interface StoredFacts {
  readonly kind: StoredKind;
  /** Of the artifact, or of the run. */
  readonly name: string;
  /** Of the manifest. */
  readonly digest: Digest;
  /** Of the content; of a run and of others, the type of the manifest. */
  readonly mediaType: string;
  /** Bytes as stored. */
  readonly size: number;
  readonly namespace: string;
  readonly pipelineRun: string;
  readonly taskRun: string;
  /** RFC 3339. */
  readonly created: string;
  /** What it belongs to or is attached to. */
  readonly subject?: Digest;
}

/** Reads what a manifest says, whatever it is of. */
export function factsOf(stored: StoredManifest, place: string): StoredFacts {
  const { annotations, artifactType, subject } = documentOf(stored);
  const text = (key: string): string => annotations[key] ?? '';
  const { digest, mediaType, size } = stored.descriptor;
  const common = {
    digest,
    namespace: text(ANNOTATIONS.namespace),
    pipelineRun: text(ANNOTATIONS.pipelineRun),
    taskRun: text(ANNOTATIONS.taskRun),
    created: text(ANNOTATIONS.created) || text('org.opencontainers.image.created'),
    ...subject === undefined ? {} : { subject },
  };
  if (artifactType === MEDIA_TYPES.pipelineRun) return { ...common, kind: 'pipelinerun', name: common.pipelineRun, mediaType: artifactType, size };
  if (artifactType === MEDIA_TYPES.taskRun) return { ...common, kind: 'taskrun', name: common.taskRun, mediaType: artifactType, size };
  try {
    const { kind, layer } = parseManifest(stored, place);
    return { ...common, kind, name: text(ANNOTATIONS.name) || layer.annotations?.[ANNOTATIONS.title] || '', mediaType: layer.mediaType, size: layer.size };
  } catch (error) {
    if (!(error instanceof AgentError && error.code === 'REFERENCE_INVALID')) throw error;
    return { ...common, kind: 'other', name: '', mediaType: artifactType ?? mediaType, size };
  }
}

interface ManifestDocument {
  readonly annotations: { readonly [key: string]: string | undefined };
  readonly artifactType?: string;
  readonly subject?: Digest;
}

function documentOf({ content }: StoredManifest): ManifestDocument {
  const { annotations, artifactType, subject } = (parseJson(content) ?? {}) as {
    annotations?: ManifestDocument['annotations']; artifactType?: unknown; subject?: { digest?: unknown };
  };
  const digest = subject?.digest;
  return {
    annotations: annotations ?? {},
    ...typeof artifactType === 'string' && artifactType !== '' ? { artifactType } : {},
    ...typeof digest === 'string' && isDigest(digest) ? { subject: digest } : {},
  };
}
