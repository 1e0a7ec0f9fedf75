import type { Readable } from 'stream';
import { buffer } from 'stream/consumers';
import type { ContentSource } from '../../contract/content-source';
import type { Descriptor } from '../../contract/descriptor';
import type { Digest } from '../../contract/digest';
import { isManifest } from '../../contract/manifests';
import { manifestFacts, type OciClient, type PushedReferrer, Reference, type Repository } from '../../oci-client';
import { agentErrorOf } from '../failure';
import type { FileReferrersOptions, RegistryStore } from './registry-store';
import type { PutOutcome, StoredManifest } from './store';

/** A repository of an OCI registry. */
export class OciStore implements RegistryStore {
  private readonly repository: Repository;
  /** Manifests that may refer to others and are not known to be listed there. */
  private unfiled: PushedReferrer[] = [];

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
      const content = await buffer(source.open());
      this.unfiled.push({ content, ...await this.repository.manifests.push(content, descriptor.mediaType, { ...options, tag }) });
      return 'stored';
    });
  }

  public tag(descriptor: Descriptor, tag: string): Promise<void> {
    return this.attempt((options) => this.repository.tag(descriptor, tag, options));
  }

  public delete(digest: Digest): Promise<void> {
    return this.attempt(async (options) => {
      const { manifests, referrers } = this.repository;
      // the registry's own lists follow by themselves, those under a tag do not
      const subject = subjectOf(await manifests.fetch(digest, options));
      await manifests.delete(digest, options);
      await referrers.forget(digest, options);
      if (subject !== undefined) await referrers.remove(subject, [digest], options);
    });
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

  public find(reference: string): Promise<Descriptor | undefined> {
    return this.attempt((options) => this.repository.manifests.head(reference, options));
  }

  public mount(blob: Digest, from: RegistryStore): Promise<boolean> {
    const own = this.repository.reference;
    const other = Reference.parse(from.location);
    if (other.registry !== own.registry) return Promise.resolve(false);
    return this.attempt((options) => this.repository.blobs.mount(blob, other.repository, options));
  }

  public blob(digest: Digest): Promise<Descriptor | undefined> {
    return this.attempt((options) => this.repository.blobs.head(digest, options));
  }

  public referrers(subject: Digest): Promise<Descriptor[]> {
    return this.attempt(async (options) => {
      const found: Descriptor[] = [];
      for await (const referrer of this.repository.referrers.list(subject, options)) found.push(referrer);
      return found;
    });
  }

  public fileReferrers({ alone, signal }: FileReferrersOptions = {}): Promise<void> {
    const pushed = this.unfiled;
    this.unfiled = [];
    return this.attempt((options) => this.repository.referrers.add(pushed, { alone, signal: anyOf(options.signal, signal) }));
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

function subjectOf({ content }: StoredManifest): Digest | undefined {
  return manifestFacts(content).subject?.digest;
}

function anyOf(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length === 0 ? undefined : AbortSignal.any(given);
}
