import { artifactTag } from '../../contract/artifact-tag';
import type { ContentSource } from '../../contract/content-source';
import type { Descriptor } from '../../contract/descriptor';
import type { Digest } from '../../contract/digest';
import { DEFAULT_TAG_PATTERN } from '../../contract/storage-config';
import { bytesSource } from '../../oci-client';
import { AgentError } from '../errors';
import type { ArtifactStore } from '../stores/store';
import { artifactManifest, parseManifest, type ArtifactFacts, type ArtifactManifest, type Document, type Layer } from './manifest';

/** An artifact that is stored. */
export interface StoredArtifact {
  /** Where: the store's location. */
  readonly uri: string;
  /** Digest of the manifest. */
  readonly digest: Digest;
  /** Size of the content as it is stored, in bytes. */
  readonly size: number;
  /** Digest of the content as it is stored. */
  readonly contentDigest: Digest;
  /** Digest of the uncompressed content: equal for equal content. */
  readonly diffId: Digest;
  readonly kind: ArtifactFacts['kind'];
  readonly mediaType: string;
  readonly manifest: Descriptor;
  readonly tag: string;
  /** Bytes of content that had to be sent; 0 when it was there. */
  readonly sent: number;
}

/**
 * Stores content as an artifact: layer and config, then the manifest under its tag.
 *
 * A TaskRun that is retried and made the same again gets the same digest: its own former manifest is used, although
 * its time differs.
 */
export async function putArtifact(
  store: ArtifactStore,
  facts: ArtifactFacts,
  content: ContentSource & Layer,
  tagPattern: string = DEFAULT_TAG_PATTERN,
): Promise<StoredArtifact> {
  const tag = tagOf(facts, tagPattern);
  const former = await formerTime(store, tag);
  const again = former && artifactManifest({ ...facts, created: former.created }, content);
  const isSame = again?.manifest.descriptor.digest === former?.digest;
  const written = again && isSame ? again : artifactManifest(facts, content);
  const sent = await putParts(store, written, content);
  await put(store, written.manifest, tag);
  return {
    uri: store.location,
    digest: written.manifest.descriptor.digest,
    size: content.size,
    contentDigest: content.digest,
    diffId: content.diffId,
    kind: facts.kind,
    mediaType: facts.mediaType,
    manifest: written.manifest.descriptor,
    tag,
    sent,
  };
}

/** Stores an index or config. */
export async function put(store: ArtifactStore, { descriptor, content }: Document, tag?: string): Promise<void> {
  await store.put(descriptor, bytesSource(content), tag);
}

/** The tag of an artifact. */
export function tagOf({ name, run }: Pick<ArtifactFacts, 'name' | 'run'>, pattern: string = DEFAULT_TAG_PATTERN): string {
  return artifactTag(pattern, { namespace: run.namespace, pipelinerun: run.pipelineRun, taskrun: run.taskRun, artifact: name });
}

async function putParts(store: ArtifactStore, { config, layer }: ArtifactManifest, content: ContentSource): Promise<number> {
  // side by side, but nothing may go on behind a failure
  const results = await Promise.allSettled([store.put(layer, content), put(store, config)]);
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
  }
  const [{ value: outcome }] = results as [PromiseFulfilledResult<string>, unknown];
  return outcome === 'stored' ? content.size : 0;
}

/** When the manifest was made that has this tag now. */
async function formerTime(store: ArtifactStore, tag: string): Promise<{ digest: Digest; created: Date } | undefined> {
  try {
    const stored = await store.manifest(tag);
    const { created } = parseManifest(stored, tag);
    return created && { digest: stored.descriptor.digest, created };
  } catch (error) {
    // what is there is none of ours, or damaged: it is replaced
    const isNone = error instanceof AgentError && ['NOT_FOUND', 'REFERENCE_INVALID', 'DIGEST_MISMATCH', 'LIMIT_EXCEEDED'].includes(error.code);
    if (isNone) return undefined;
    throw error;
  }
}
