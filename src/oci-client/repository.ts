import type { Descriptor } from '../contract/descriptor';
import { Call, type CallOptions } from '../http-client/call';
import type { Timing } from '../http-client/timing';
import { BlobStore, type UploadOptions } from './blob-store';
import { OciError } from './errors';
import { ManifestStore } from './manifest-store';
import { naming } from './naming';
import type { Reference } from './reference';
import type { RegistrySession } from './registry-session';
import { listTags } from './tags';

/** Options of a list of tags. */
export interface ListTagsOptions extends CallOptions {
  /** Tags asked for at once. @default - the registry decides */
  readonly pageSize?: number;
}

/** One repository of a registry: its blobs, its manifests, its tags. */
export class Repository {
  readonly blobs: BlobStore;
  readonly manifests: ManifestStore;

  /** Made by `OciClient.repository()`. @internal */
  constructor(private readonly session: RegistrySession, private readonly timing: Timing, uploads: UploadOptions) {
    this.blobs = new BlobStore(session, timing, uploads);
    this.manifests = new ManifestStore(session, timing);
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
