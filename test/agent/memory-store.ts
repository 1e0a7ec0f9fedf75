import { Readable } from 'stream';
import { buffer } from 'stream/consumers';
import { AgentError } from '../../src/agent/errors';
import type { ArtifactStore, PutOutcome, StoredManifest } from '../../src/agent/stores/store';
import type { ContentSource } from '../../src/contract/content-source';
import type { Descriptor } from '../../src/contract/descriptor';
import type { Digest } from '../../src/contract/digest';
import { isManifest } from '../../src/contract/manifests';

/** A store that ends with the process. */
export class MemoryStore implements ArtifactStore {
  private readonly blobs = new Map<Digest, Buffer>();
  private readonly manifests = new Map<Digest, StoredManifest>();
  private readonly tags = new Map<string, Digest>();

  constructor(public readonly location: string) {}

  public async has(descriptor: Descriptor): Promise<boolean> {
    return this.find(descriptor)?.length === descriptor.size;
  }

  public async get(descriptor: Descriptor, start = 0): Promise<Readable> {
    const content = this.find(descriptor) ?? this.missing(descriptor.digest);
    return Readable.from([content.subarray(start)], { objectMode: false });
  }

  public async manifest(reference: Digest | string): Promise<StoredManifest> {
    return this.manifests.get(this.tags.get(reference) ?? reference as Digest) ?? this.missing(reference);
  }

  public async put(descriptor: Descriptor, source: ContentSource, tag?: string): Promise<PutOutcome> {
    const present = await this.has(descriptor);
    if (!present) {
      const content = await buffer(source.open());
      if (isManifest(descriptor)) this.manifests.set(descriptor.digest, { descriptor, content });
      else this.blobs.set(descriptor.digest, content);
    }
    if (tag !== undefined) this.tags.set(tag, descriptor.digest);
    return present ? 'present' : 'stored';
  }

  public async tag(descriptor: Descriptor, tag: string): Promise<void> {
    await this.manifest(descriptor.digest);
    this.tags.set(tag, descriptor.digest);
  }

  public async delete(digest: Digest): Promise<void> {
    await this.manifest(digest);
    this.manifests.delete(digest);
    for (const [tag, tagged] of this.tags) {
      if (tagged === digest) this.tags.delete(tag);
    }
  }

  public async list(prefix: string): Promise<string[]> {
    return [...this.tags.keys()].filter((tag) => tag.startsWith(prefix)).sort();
  }

  public close(): void {
    // nothing is open
  }

  private find(descriptor: Descriptor): Buffer | undefined {
    return isManifest(descriptor) ? this.manifests.get(descriptor.digest)?.content : this.blobs.get(descriptor.digest);
  }

  private missing(reference: string): never {
    throw new AgentError('NOT_FOUND', `'${this.location}' has no '${reference}'`);
  }
}
