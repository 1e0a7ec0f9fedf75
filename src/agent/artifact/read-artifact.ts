import { randomUUID } from 'crypto';
import { rm } from 'fs/promises';
import { basename, dirname, join } from 'path';
import type { ArtifactKindName } from '../../contract/artifact-kind';
import { splitSelector, type WireReference } from '../../contract/artifact-reference';
import type { Descriptor } from '../../contract/descriptor';
import { algorithmOf, digestOf, type Digest } from '../../contract/digest';
import { extractArchive, spool, verified, writeFileContent, type ContentExpectation, type ExtractOptions, type SpoolOptions } from '../archive';
import { AgentError } from '../errors';
import { agentErrorOf } from '../failure';
import { isRegistry } from '../stores/registry-store';
import type { ArtifactStore, StoredManifest } from '../stores/store';
import { selectFromIndex } from './artifact-index';
import { isInline, readInline } from './inline';
import { EMPTY_ARCHIVE, KONFLUX_LAYER, takeOnlyFile } from './konflux';
import { parseManifest, type ParsedManifest } from './manifest';
import { digestIn } from './reference-digest';

/** Where content goes, and what it is expected to be. */
export interface ReadOptions extends Pick<ExtractOptions, 'policy' | 'limits' | 'modes' | 'signal'>, SpoolOptions {
  /** @default - either */
  readonly kind?: ArtifactKindName;
  /** The file or directory that appears, whole or not at all. */
  readonly path: string;
}

/** What was read. */
export interface ReadResult {
  readonly kind: ArtifactKindName;
  readonly mediaType: string;
  /** Digest of the content as it was stored. */
  readonly contentDigest: Digest;
  readonly diffId?: Digest;
  /** Bytes as they were stored. */
  readonly size: number;
}

/**
 * Reads what a reference stands for: verified from the manifest to the content before anything appears at the path.
 *
 * @param open gives the store of a uri
 * @returns undefined when the output was not produced: an index does not hold it, or it is the empty archive of Konflux
 * @throws AgentError `REFERENCE_INVALID`, `NOT_FOUND`, `DIGEST_MISMATCH`, `KIND_MISMATCH`, `ARCHIVE_INVALID`, `LIMIT_EXCEEDED`,
 *   `DESTINATION_INVALID`, `DISK_FULL`, `UNAUTHORIZED`, `STORE_UNAVAILABLE` or `TIMEOUT`
 */
export async function readArtifact(
  open: (uri: string) => Promise<ArtifactStore>,
  reference: WireReference,
  options: ReadOptions,
): Promise<ReadResult | undefined> {
  if (isInline(reference)) return readInlineArtifact(reference, options);
  // what Konflux stores where there was nothing: nobody meant to hand on an empty directory
  if (reference.digest === EMPTY_ARCHIVE) return undefined;
  const { uri, name } = splitSelector(reference.uri);
  const store = await open(uri);
  const digest = digestIn(reference);
  if (name === undefined) return readStored(store, digest, options);
  const place = `${uri}@${digest}`;
  const entry = selectFromIndex(await verifiedManifest(store, digest), name, place);
  return entry && readStored(store, entry.manifest.digest, options);
}

/** Reads an artifact of a known store by the digest of its manifest, see {@link readArtifact}. */
export async function readStored(store: ArtifactStore, digest: Digest, options: ReadOptions): Promise<ReadResult> {
  const found = await manifestOrBlob(store, digest);
  return 'content' in found ? readManifested(store, found, options) : readBlob(store, found, options);
}

/** What a digest stands for: a manifest, or, as Konflux has it, the archive itself. */
async function manifestOrBlob(store: ArtifactStore, digest: Digest): Promise<StoredManifest | Descriptor> {
  try {
    return await verifiedManifest(store, digest);
  } catch (error) {
    // distribution 2 fails by 500 when it is asked for content as a manifest
    const isNone = error instanceof AgentError && ['NOT_FOUND', 'STORE_UNAVAILABLE'].includes(error.code);
    const blob = isNone && isRegistry(store) ? await store.blob(digest).catch(() => undefined) : undefined;
    if (blob === undefined) throw error;
    return blob;
  }
}

/** Reads an archive that no manifest was named for. Of a single file it holds that file alone. */
async function readBlob(store: ArtifactStore, layer: Descriptor, options: ReadOptions): Promise<ReadResult> {
  const place = `${store.location}@${layer.digest}`;
  const content: Content = { stream: () => layerOf(store, layer), expected: layer, place: `content of '${store.location}'` };
  const result = { mediaType: KONFLUX_LAYER, contentDigest: layer.digest, size: layer.size };
  if (options.kind !== 'file') {
    await againWhenDamaged(() => write(content, 'directory', options));
    return { ...result, kind: 'directory' };
  }
  const folder = join(dirname(options.path), `.${basename(options.path)}-${randomUUID()}`);
  try {
    await againWhenDamaged(() => write(content, 'directory', { ...options, path: folder }));
    await takeOnlyFile(folder, options.path, place);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { ...result, kind: 'file' };
}

async function readManifested(store: ArtifactStore, stored: StoredManifest, options: ReadOptions): Promise<ReadResult> {
  const place = `${store.location}@${stored.descriptor.digest}`;
  const { kind, layer, diffId } = parseManifest(stored, place);
  checkKind(kind, options, place);
  const content: Content = { stream: () => layerOf(store, layer), expected: layer, place: `content of '${store.location}'` };
  await againWhenDamaged(() => write(content, kind, options, diffId));
  return { kind, mediaType: layer.mediaType, contentDigest: layer.digest, size: layer.size, diffId };
}

/** Reads a manifest whose bytes have the digest, whatever the store says. */
function verifiedManifest(store: ArtifactStore, digest: Digest): Promise<StoredManifest> {
  return againWhenDamaged(async () => {
    const stored = await store.manifest(digest);
    const actual = digestOf(stored.content, algorithmOf(digest));
    if (actual !== digest) {
      throw new AgentError('DIGEST_MISMATCH', `manifest of '${store.location}' has digest ${actual}, expected ${digest}: it was changed or replaced in the store`);
    }
    return stored;
  });
}

/** The content of a layer as the store gives it. */
async function* layerOf(store: ArtifactStore, layer: ParsedManifest['layer']): AsyncGenerator<Uint8Array> {
  try {
    yield* await store.get(layer);
  } catch (error) {
    throw agentErrorOf(error, `content ${layer.digest} of '${store.location}'`);
  }
}

/** Bytes that were damaged on their way are asked for once more; stored damage fails again. */
async function againWhenDamaged<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof AgentError && error.code === 'DIGEST_MISMATCH')) throw error;
    return attempt();
  }
}

async function readInlineArtifact(reference: WireReference, options: ReadOptions): Promise<ReadResult> {
  const { kind, content, mediaType } = readInline(reference);
  checkKind(kind, options, 'inline content');
  const digest = digestIn(reference);
  await write({ stream: () => [content], expected: { digest, size: content.length }, place: 'inline content' }, kind, options);
  return { kind, mediaType, contentDigest: digest, size: content.length };
}

/** Bytes that are not trusted yet. */
interface Content {
  readonly stream: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly expected: ContentExpectation;
  /** For messages. */
  readonly place: string;
}

/** Verifies content, and only then lets it appear. An archive is verified in private scratch: nothing reads it before. */
async function write({ stream, expected, place }: Content, kind: ArtifactKindName, options: ReadOptions, expectedDiffId?: Digest): Promise<void> {
  if (kind === 'file') return writeFileContent(verified(stream(), expected, place), options.path, options.modes);
  const archive = await spool(stream(), expected, options, place);
  try {
    await extractArchive(archive, options.path, { ...options, expectedDiffId });
  } finally {
    await archive.dispose();
  }
}

function checkKind(actual: ArtifactKindName, { kind, path }: ReadOptions, place: string): void {
  if (kind !== undefined && kind !== actual) {
    throw new AgentError('KIND_MISMATCH', `expected a ${kind} at '${path}' but '${place}' is a ${actual}: declare the same on both sides`);
  }
}
