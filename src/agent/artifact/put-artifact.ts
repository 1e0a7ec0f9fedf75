import { setTimeout as sleep } from 'timers/promises';
import { artifactTag } from '../../contract/artifact-tag';
import type { ContentSource } from '../../contract/content-source';
import type { Descriptor } from '../../contract/descriptor';
import type { Digest } from '../../contract/digest';
import type { Naming } from '../../contract/name-pattern';
import { DEFAULT_TAG_PATTERN } from '../../contract/storage-config';
import { bytesSource } from '../../oci-client';
import { AgentError } from '../errors';
import type { ArtifactStore } from '../stores/store';
import { artifactManifest, parseManifest, type ArtifactFacts, type ArtifactManifest, type Document, type Layer } from './manifest';

const TAGS: Naming = { defaultPattern: DEFAULT_TAG_PATTERN, write: artifactTag };

/** Milliseconds to wait before what a manifest names is looked for again. */
const PAUSES = [200, 1000, 3000];

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
  /** When the manifest was made: earlier, where a TaskRun is tried again. */
  readonly created: Date;
  /** Bytes of content that had to be sent; 0 when it was there. */
  readonly sent: number;
}

/** What an artifact belongs to. */
export interface Grouping {
  /** What its manifest names as its subject. */
  readonly subject: Descriptor;
  /** False: the subject could not be stored, so nothing may name it. */
  readonly isStored: Promise<boolean>;
}

/** How to store an artifact. */
export interface PutOptions {
  /** @default - that of the configuration schema */
  readonly tagPattern?: string;
  /** @default - it stands alone */
  readonly group?: Grouping;
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
  { tagPattern, group }: PutOptions = {},
): Promise<StoredArtifact> {
  const tag = tagOf(store, facts, tagPattern);
  const former = await formerTime(store, tag);
  const made = (created: Date, subject?: Descriptor) => artifactManifest({ ...facts, created }, content, subject);
  const isSame = former !== undefined && made(former.created, group?.subject).manifest.descriptor.digest === former.digest;
  const created = isSame ? former.created : facts.created;
  const grouped = made(created, group?.subject);
  const parts = () => putParts(store, grouped, content);
  const sent = await parts();
  // of the same time, and so with the same config: that one is stored
  const { manifest } = await group?.isStored === false ? made(created) : grouped;
  const sentAgain = await putWithParts(store, manifest, tag, parts);
  return {
    uri: store.location,
    digest: manifest.descriptor.digest,
    size: content.size,
    contentDigest: content.digest,
    diffId: content.diffId,
    kind: facts.kind,
    mediaType: facts.mediaType,
    manifest: manifest.descriptor,
    tag,
    created,
    sent: sent + sentAgain,
  };
}

/** Stores an index or config. */
export async function put(store: ArtifactStore, { descriptor, content }: Document, tag?: string): Promise<void> {
  await store.put(descriptor, bytesSource(content), tag);
}

/** What an artifact is called in a store. */
export function tagOf(store: ArtifactStore, { name, run }: Pick<ArtifactFacts, 'name' | 'run'>, pattern?: string): string {
  const { defaultPattern, write } = store.naming ?? TAGS;
  return write(pattern ?? defaultPattern, { namespace: run.namespace, pipelinerun: run.pipelineRun, taskrun: run.taskRun, artifact: name });
}

/**
 * Stores a manifest whose parts are there.
 *
 * They may be gone again: collected, or, in registries that write in place, not to be seen for the moment in which another
 * writer of the same content comes to its end. Then they are stored once more.
 *
 * @returns the bytes that had to be sent again
 */
async function putWithParts(store: ArtifactStore, manifest: Document, tag: string, parts: () => Promise<number>): Promise<number> {
  let sent = 0;
  for (const pause of PAUSES) {
    try {
      await put(store, manifest, tag);
      return sent;
    } catch (error) {
      if (!(error instanceof AgentError && error.code === 'NOT_FOUND')) throw error;
    }
    await sleep(pause);
    sent += await parts();
  }
  await put(store, manifest, tag);
  return sent;
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
