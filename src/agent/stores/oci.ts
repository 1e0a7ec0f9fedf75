import type { Readable } from 'stream';
import { buffer } from 'stream/consumers';
import type { ContentSource } from '../../contract/content-source';
import type { Descriptor } from '../../contract/descriptor';
import type { Digest } from '../../contract/digest';
import type { OciClient, Repository } from '../../oci-client';
import { agentErrorOf } from '../failure';
import { isManifest } from './manifest-type';
import type { ArtifactStore, PutOutcome, StoredManifest } from './store';

/** A repository of an OCI registry. */
export class OciStore implements ArtifactStore {
  private readonly repository: Repository;

  /**
   * @param location `<registry>/<repository>`
   * @param signal ends whatever is under way
   */
  constructor(private readonly client: OciClient, public readonly location: string, private readonly signal?: AbortSignal) {
    this.repository = client.repository(location);
  }

  public has(descriptor: Descriptor): Promise<boolean> {
    return this.attempt(async (options) => {
      const { manifests, blobs } = this.repository;
      const found = await (isManifest(descriptor) ? manifests : blobs).head(descriptor.digest, options);
      return found?.size === descriptor.size;
    });
  }

  public get(descriptor: Descriptor, start = 0): Promise<Readable> {
    return this.attempt((options) => this.repository.blobs.fetch(descriptor, { ...options, start }));
  }

  public manifest(reference: Digest | string): Promise<StoredManifest> {
    return this.attempt((options) => this.repository.manifests.fetch(reference, options));
  }

  public put(descriptor: Descriptor, source: ContentSource, tag?: string): Promise<PutOutcome> {
    return this.attempt(async (options) => {
      if (!isManifest(descriptor)) {
        return await this.repository.blobs.push(descriptor, source, options) === 'existed' ? 'present' : 'stored';
      }
      // a manifest is small and its tag has to be set in any case: looking for it first saves nothing
      await this.repository.manifests.push(await buffer(source.open()), descriptor.mediaType, { ...options, tag });
      return 'stored';
    });
  }

  public tag(descriptor: Descriptor, tag: string): Promise<void> {
    return this.attempt((options) => this.repository.tag(descriptor, tag, options));
  }

  public delete(digest: Digest): Promise<void> {
    return this.attempt((options) => this.repository.manifests.delete(digest, options));
  }

  public list(prefix: string): Promise<string[]> {
    return this.attempt(async (options) => {
      const tags: string[] = [];
      for await (const tag of this.repository.listTags(options)) {
        if (tag.startsWith(prefix)) tags.push(tag);
      }
      return tags.sort();
    });
  }

  public close(): void {
    this.client.close();
  }

  private async attempt<T>(operation: (options: { readonly signal?: AbortSignal }) => Promise<T>): Promise<T> {
    try {
      return await operation({ signal: this.signal });
    } catch (error) {
      throw agentErrorOf(error);
    }
  }
}
