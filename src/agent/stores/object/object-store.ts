import type { Readable } from 'stream';
import { artifactKey } from '../../../contract/artifact-key';
import type { ContentSource } from '../../../contract/content-source';
import type { Descriptor } from '../../../contract/descriptor';
import { algorithmOf, digestOf, hexOf, isDigest, type Digest } from '../../../contract/digest';
import { parseJson } from '../../../contract/json';
import { MANIFEST_LIMIT, statedMediaType } from '../../../contract/manifests';
import { DEFAULT_KEY_PATTERN } from '../../../contract/storage-config';
import { TransferError } from '../../../http-client/errors';
import { bytesSource } from '../../../http-client/source';
import { descriptorSchema } from '../../descriptor-schema';
import { AgentError } from '../../errors';
import { agentErrorOf } from '../../failure';
import { inParallel } from '../../in-parallel';
import type { ArtifactStore, PutOutcome, StoredManifest } from '../store';
import type { Bucket, ObjectContent } from './bucket';

const NAMES = 'names/';
const AT_ONCE = 8;
const EMPTY = Buffer.alloc(0);

/**
 * A bucket of an object service as a store. Its objects:
 *
 * - `blobs/sha256/<hex>`: content, configs and manifests, as in an OCI image layout
 * - `names/<name>`: the descriptor of the manifest that has the name
 * - `names-of/sha256/<hex>/<name>`: empty; tells which names go with a manifest when it is deleted
 *
 * What is addressed by digest is written once and never changed, so any number of writers needs no lock.
 */
export class ObjectStore implements ArtifactStore {
  public readonly naming = { defaultPattern: DEFAULT_KEY_PATTERN, write: artifactKey };

  constructor(private readonly bucket: Bucket) {}

  public get location(): string {
    return this.bucket.location;
  }

  public has(descriptor: Descriptor): Promise<boolean> {
    return this.attempt(async () => await this.bucket.size(blobKey(descriptor.digest)) === descriptor.size);
  }

  public get({ digest, size }: Descriptor, start = 0): Promise<Readable> {
    return this.attempt(async () => {
      try {
        return await this.bucket.read(blobKey(digest), size, start);
      } catch (error) {
        throw error instanceof TransferError && error.code === 'NOT_FOUND' ? this.missing(digest, error) : error;
      }
    });
  }

  public manifest(reference: Digest | string): Promise<StoredManifest> {
    return this.attempt(async () => {
      const digest = isDigest(reference) ? reference : (await this.named(reference))?.digest;
      const content = digest && await this.bucket.readWhole(blobKey(digest), MANIFEST_LIMIT);
      if (digest === undefined || content === undefined) throw this.missing(reference);
      return { descriptor: { mediaType: statedMediaType(content), digest, size: content.length }, content };
    });
  }

  public put(descriptor: Descriptor, source: ContentSource, tag?: string): Promise<PutOutcome> {
    return this.attempt(async () => {
      const [outcome] = await both(this.putBlob(descriptor, source), tag === undefined ? undefined : this.remember(descriptor, tag));
      // the name comes last: it never leads to what is not there
      if (tag !== undefined) await this.name(descriptor, tag);
      return outcome;
    });
  }

  public tag(descriptor: Descriptor, tag: string): Promise<void> {
    return this.attempt(async () => {
      if (await this.bucket.size(blobKey(descriptor.digest)) === undefined) throw this.missing(descriptor.digest);
      await this.remember(descriptor, tag);
      await this.name(descriptor, tag);
    });
  }

  public delete(digest: Digest): Promise<void> {
    return this.attempt(async () => {
      if (await this.bucket.size(blobKey(digest)) === undefined) throw this.missing(digest);
      const folder = namesOf(digest);
      const reminders = await this.reminders(folder);
      // first the names, then the thing: nobody finds a name without its manifest
      await inParallel(reminders, AT_ONCE, async (key) => {
        const name = key.slice(folder.length);
        if ((await this.named(name))?.digest === digest) await this.bucket.delete(NAMES + name);
      });
      await this.bucket.delete(blobKey(digest));
      await inParallel(reminders, AT_ONCE, (key) => this.bucket.delete(key));
    });
  }

  public list(prefix: string): Promise<string[]> {
    return this.attempt(async () => {
      const names: string[] = [];
      for await (const key of this.bucket.list(NAMES + prefix)) names.push(key.slice(NAMES.length));
      return names.sort();
    });
  }

  public close(): void {
    this.bucket.close();
  }

  /**
   * What is there in full size is taken for the content, unlike in a directory (`DirectoryStore.isWhole`): objects appear whole,
   * services check what they take and what they keep, and to read it would cost what is saved by not sending it. Who may write
   * to the bucket can still put something else there: no reader believes it, and once it is deleted the content is stored anew.
   */
  private async putBlob({ digest, size, mediaType }: Descriptor, source: ContentSource): Promise<PutOutcome> {
    const content = { key: blobKey(digest), mediaType, source, digest };
    const stored = await this.bucket.size(content.key);
    if (stored === size) return 'present';
    if (stored === undefined) return await this.bucket.create(content) ? 'stored' : 'present';
    // cut short or tampered with: it would be found by its digest ever after
    await this.bucket.replace(content);
    return 'stored';
  }

  /** @throws an error that does not say of the manifest, which is there, that it is not */
  private async reminders(folder: string): Promise<string[]> {
    const keys: string[] = [];
    try {
      for await (const key of this.bucket.list(folder)) keys.push(key);
    } catch (error) {
      throw error instanceof TransferError && error.code === 'NOT_FOUND' ? new AgentError('STORE_UNAVAILABLE', error.message, { cause: error }) : error;
    }
    return keys;
  }

  private async remember({ digest }: Descriptor, tag: string): Promise<void> {
    await this.bucket.replace(objectOf(namesOf(digest) + tag, 'application/octet-stream', EMPTY));
  }

  private async name({ mediaType, digest, size }: Descriptor, tag: string): Promise<void> {
    await this.bucket.replace(objectOf(NAMES + tag, 'application/json', Buffer.from(JSON.stringify({ mediaType, digest, size }))));
  }

  private async named(name: string): Promise<Descriptor | undefined> {
    const content = await this.bucket.readWhole(NAMES + name, MANIFEST_LIMIT);
    return content && descriptorSchema.safeParse(parseJson(content)).data;
  }

  private missing(reference: string, cause?: TransferError): AgentError {
    const words = cause?.entries.map((entry) => ` (${entry.code})`).join('') ?? '';
    return new AgentError('NOT_FOUND', `'${this.location}' has no '${reference}'${words}, it was deleted or never stored there`, { cause });
  }

  private async attempt<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      throw agentErrorOf(error);
    }
  }
}

function objectOf(key: string, mediaType: string, content: Buffer): ObjectContent {
  return { key, mediaType, source: bytesSource(content), digest: digestOf(content) };
}

function blobKey(digest: Digest): string {
  return `blobs/${algorithmOf(digest)}/${hexOf(digest)}`;
}

function namesOf(digest: Digest): string {
  return `names-of/${algorithmOf(digest)}/${hexOf(digest)}/`;
}

/** Waits for both, also behind a failure: nothing may go on behind it. */
async function both<A, B>(first: Promise<A>, second: Promise<B> | undefined): Promise<[A, B | undefined]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}
