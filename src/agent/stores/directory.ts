import { createHash } from 'crypto';
import { open, readFile, rm, stat, type FileHandle } from 'fs/promises';
import { join } from 'path';
import type { Readable } from 'stream';
import type { ContentSource } from '../../contract/content-source';
import type { Descriptor } from '../../contract/descriptor';
import { algorithmOf, hexOf, isDigest, type Digest } from '../../contract/digest';
import { isManifest, MANIFEST_LIMIT, statedMediaType } from '../../contract/manifests';
import { AgentError, systemCodeOf, writeFailure } from '../errors';
import { LayoutIndex } from './layout-index';
import type { ArtifactStore, PutOutcome, StoredManifest } from './store';
import { INGEST, ingestFile, writeFileWhole } from './whole-file';

const READ_BLOCK = 1024 * 1024;

const LAYOUT_SCHEME = 'oci-layout:';

/** What lies in a layout besides files. */
export const LAYOUT_FOLDERS = [join('blobs', 'sha256'), INGEST];

/** The uri of a directory: what no reference may hold, white space and `@` for example, is escaped. */
export function layoutUri(root: string): string {
  return LAYOUT_SCHEME + encodeURI(root).replace(/[@#?]/g, encodeURIComponent);
}

/** Whether a uri names a directory. */
export function isLayoutUri(uri: string): boolean {
  return uri.startsWith(LAYOUT_SCHEME);
}

/**
 * A directory in the form of an OCI image layout: `oras` and `skopeo` read it as `oci:<directory>`.
 *
 * Any number of processes may write at once: blobs appear whole, by a rename, and the index is changed under a lock.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md
 */
export class DirectoryStore implements ArtifactStore {
  private readonly index: LayoutIndex;

  /**
   * @param root made when something is stored
   * @param location see {@link layoutUri} by default
   */
  constructor(
    private readonly root: string,
    public readonly location = layoutUri(root),
    private readonly signal?: AbortSignal,
  ) {
    this.index = new LayoutIndex(root);
  }

  public has(descriptor: Descriptor): Promise<boolean> {
    return this.attempt(async () => (await this.sizeOf(descriptor.digest)) === descriptor.size);
  }

  public async get(descriptor: Descriptor, start = 0): Promise<Readable> {
    const file = await this.openBlob(descriptor.digest);
    return file.createReadStream({ start, highWaterMark: READ_BLOCK });
  }

  public manifest(reference: Digest | string): Promise<StoredManifest> {
    return this.attempt(async () => {
      const digest = isDigest(reference) ? reference : (await this.index.find(reference))?.digest;
      if (digest === undefined) throw this.missing(reference);
      const file = await this.openBlob(digest);
      try {
        const { size } = await file.stat();
        if (size > MANIFEST_LIMIT) {
          throw new AgentError('LIMIT_EXCEEDED', `'${digest}' in '${this.location}' has ${size} bytes, more than a manifest may have`);
        }
        const content = await file.readFile();
        return { descriptor: { mediaType: statedMediaType(content), digest, size: content.length }, content };
      } finally {
        await file.close();
      }
    });
  }

  public put(descriptor: Descriptor, source: ContentSource, tag?: string): Promise<PutOutcome> {
    return this.attempt(async () => {
      this.signal?.throwIfAborted();
      await this.prepare();
      const present = await this.isWhole(descriptor);
      if (!present) await ingestFile(this.root, this.pathOf(descriptor.digest), (file) => this.copy(source, descriptor, file));
      if (isManifest(descriptor)) await this.index.add(descriptor, tag);
      return present ? 'present' : 'stored';
    });
  }

  public tag(descriptor: Descriptor, tag: string): Promise<void> {
    return this.attempt(async () => {
      if (!await this.has(descriptor)) throw this.missing(descriptor.digest);
      await this.index.add(descriptor, tag);
    });
  }

  public delete(digest: Digest): Promise<void> {
    return this.attempt(async () => {
      if (await this.sizeOf(digest) === undefined) throw this.missing(digest);
      // first the name, then the thing: nobody finds an entry without its manifest
      await this.index.remove(digest);
      await rm(this.pathOf(digest), { force: true });
    });
  }

  public list(prefix: string): Promise<string[]> {
    return this.attempt(async () => (await this.index.tags()).filter((tag) => tag.startsWith(prefix)).sort());
  }

  public close(): void {
    // every operation closes what it opened
  }

  /** Makes the layout file, without which other tools see no layout. */
  private async prepare(): Promise<void> {
    const path = join(this.root, 'oci-layout');
    try {
      await readFile(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
      await writeFileWhole(this.root, path, JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    }
  }

  /**
   * Whether the very bytes are there. Others can write to a claim, a machine that loses power leaves files of the right size
   * without their bytes, and nobody checked them on their way in: what lies there under another content's digest is written
   * anew, or it would fail every reader ever after. (Services check what they take and keep it: see `ObjectStore.putBlob`.)
   */
  private async isWhole({ digest, size }: Descriptor): Promise<boolean> {
    if (await this.sizeOf(digest) !== size) return false;
    const file = await this.openBlob(digest);
    const hash = createHash(algorithmOf(digest));
    for await (const chunk of file.createReadStream({ highWaterMark: READ_BLOCK }) as AsyncIterable<Buffer>) {
      this.signal?.throwIfAborted();
      hash.update(chunk);
    }
    return hash.digest('hex') === hexOf(digest);
  }

  /** Writes and checks: a registry would refuse wrong bytes too. */
  private async copy(source: ContentSource, { digest, size }: Descriptor, file: FileHandle): Promise<void> {
    const hash = createHash(algorithmOf(digest));
    let written = 0;
    for await (const chunk of source.open() as AsyncIterable<Uint8Array>) {
      this.signal?.throwIfAborted();
      hash.update(chunk);
      await file.writeFile(chunk);
      written += chunk.length;
    }
    const actual = `${algorithmOf(digest)}:${hash.digest('hex')}`;
    if (actual !== digest || written !== size) {
      throw new AgentError('DIGEST_MISMATCH', `content to store has ${written} bytes and digest ${actual}, expected ${size} and ${digest}`);
    }
  }

  private async sizeOf(digest: Digest): Promise<number | undefined> {
    try {
      return (await stat(this.pathOf(digest))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private pathOf(digest: Digest): string {
    return join(this.root, 'blobs', algorithmOf(digest), hexOf(digest));
  }

  private async openBlob(digest: Digest): Promise<FileHandle> {
    try {
      return await open(this.pathOf(digest));
    } catch (error) {
      throw isMissing(error) ? this.missing(digest) : this.failure(error);
    }
  }

  private missing(reference: string): AgentError {
    return new AgentError('NOT_FOUND', `'${this.location}' has no '${reference}', it was deleted or never stored there`);
  }

  private async attempt<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      throw this.failure(error);
    }
  }

  private failure(error: unknown): Error {
    const code = systemCodeOf(error);
    if (error instanceof AgentError || code === undefined || code === 'ABORT_ERR') return error as Error;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      return new AgentError('UNAUTHORIZED', `no access to '${this.root}' (${code}), check its owner and mode and whether it is mounted read-only`, { cause: error });
    }
    return writeFailure(`to '${this.location}'`, error, 'STORE_UNAVAILABLE');
  }
}

function isMissing(error: unknown): boolean {
  const code = systemCodeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
