import type { Descriptor } from '../contract/descriptor';
import { Call, type CallOptions } from '../http-client/call';
import type { Timing } from '../http-client/timing';
import { BlobStore, type UploadOptions } from './blob-store';
import { copyManifest, type CopyOptions } from './copy';
import { OciError } from './errors';
import { ManifestStore } from './manifest-store';
import { naming } from './naming';
import type { Reference } from './reference';
import { ReferrerStore } from './referrer-store';
import type { RegistrySession } from './registry-session';
import { listTags } from './tags';

/** Options of a list of tags. */
export interface ListTagsOptions extends CallOptions {
  /** Tags asked for at once. @default - the registry decides */
  readonly pageSize?: number;
}

/** One repository of a registry: its blobs, its manifests, their tags and referrers. */
export class Repository {
  readonly blobs: BlobStore;
  readonly manifests: ManifestStore;
  readonly referrers: ReferrerStore;

  /** Made by `OciClient.repository()`. @internal */
  constructor(private readonly session: RegistrySession, private readonly timing: Timing, uploads: UploadOptions) {
    this.blobs = new BlobStore(session, timing, uploads);
    this.manifests = new ManifestStore(session, timing);
    this.referrers = new ReferrerStore(session, this.manifests, timing);
  }

  /** Registry and path, without tag and digest. */
  get reference(): Reference {
    return this.session.repository;
  }

  /** What a tag or digest stands for. @throws OciError `NOT_FOUND`. */
  async resolve(reference: string, options?: CallOptions): Promise<Descriptor> {
    const found = await this.manifests.head(reference, options);
    if (found === undefined) {
      throw new OciError('NOT_FOUND', `'${this.reference.name}' has no manifest '${reference}', check that it was pushed here and has not been deleted since`, { status: 404 });
    }
    return found;
  }

  /** Gives a further tag to a manifest the registry has. The tag moves if it is in use. */
  tag(descriptor: Descriptor, tag: string, options: CallOptions = {}): Promise<void> {
    return naming(`tag '${descriptor.digest}' as '${tag}'`, async () => {
      const { content } = await this.manifests.fetch(descriptor, options);
      await this.manifests.push(content, descriptor.mediaType, { ...options, tag });
    });
  }

  /**
   * Copies a manifest with all that it names to another repository, also of another registry.
   *
   * What is there is not sent again; within a registry blobs are mounted where it does that.
   *
   * @param reference a digest or tag of this repository
   */
  copyTo(target: Repository, reference: string, options: CopyOptions = {}): Promise<Descriptor> {
    return naming(`copy '${reference}' of '${this.reference.name}' to '${target.reference.name}'`, () => copyManifest(this, reference, target, options));
  }

  /**
   * All tags, page by page.
   *
   * @throws OciError `NOT_FOUND` if there is no such repository.
   */
  async* listTags(options: ListTagsOptions = {}): AsyncGenerator<string> {
    try {
      yield* listTags(this.session, options.pageSize, new Call(this.timing, options));
    } catch (error) {
      throw error instanceof OciError ? error.during(`list the tags of '${this.reference.name}'`) : error;
    }
  }
}
