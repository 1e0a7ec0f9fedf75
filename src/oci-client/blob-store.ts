import type { Readable } from 'stream';
import type { ContentSource } from '../contract/content-source';
import type { Descriptor } from '../contract/descriptor';
import type { Digest } from '../contract/digest';
import { Call, type CallOptions } from '../http-client/call';
import { Download } from '../http-client/download';
import type { Timing } from '../http-client/timing';
import { BlobUpload, mountBlob } from './blob-upload';
import { OciError } from './errors';
import { naming } from './naming';
import type { RegistrySession } from './registry-session';

/** Options of a blob's download. */
export interface FetchBlobOptions extends CallOptions {
  /** First byte wanted. @default 0 */
  readonly start?: number;
}

/** Options of a blob's upload. */
export interface PushBlobOptions extends CallOptions {
  /** Path of a repository of the same registry that may have the blob: it is linked instead of sent. @default - none */
  readonly mountFrom?: string;
}

/** How a pushed blob came to be there. */
export type PushOutcome = 'existed' | 'mounted' | 'uploaded';

/** How blobs are sent. */
export interface UploadOptions {
  /** Bytes in one chunk, where a registry takes content in chunks only. @default 4 MiB */
  readonly chunkSize: number;
  /** Sends everything in chunks, for registries that cannot do otherwise. @default false */
  readonly chunked: boolean;
}

/** The blobs of a repository. */
export class BlobStore {
  constructor(
    private readonly session: RegistrySession,
    private readonly timing: Timing,
    private readonly uploads: UploadOptions,
  ) {}

  /** Whether the registry has the blob. */
  async exists(digest: Digest, options?: CallOptions): Promise<boolean> {
    return await this.head(digest, options) !== undefined;
  }

  /** Size of a blob, as a descriptor; undefined if there is no such blob. */
  head(digest: Digest, options?: CallOptions): Promise<Descriptor | undefined> {
    return naming(`look for ${this.nameOf(digest)}`, () => this.findBlob(digest, new Call(this.timing, options), ['pull']));
  }

  /**
   * Streams a blob. It is NOT verified: see `verified()`.
   *
   * A broken download goes on where it broke off. With a descriptor, a size
   * that differs is found before the first byte.
   *
   * @throws OciError `NOT_FOUND`, `SIZE_MISMATCH` and those of every request.
   */
  fetch(target: Digest | Descriptor, options: FetchBlobOptions = {}): Promise<Readable> {
    const [digest, size] = typeof target === 'string' ? [target, undefined] : [target.digest, target.size];
    const call = new Call(this.timing, options);
    const { start = 0 } = options;
    const open = (range: string | undefined) => this.session.requestOnce({
      method: 'GET',
      target: `blobs/${digest}`,
      actions: ['pull'],
      headers: range === undefined ? {} : { range },
      expect: range === undefined ? [200] : [200, 206, 416],
    }, call);
    const name = this.nameOf(digest);
    return naming(`fetch ${name}`, () => Download.open({ name, size, start, open, call }));
  }

  /**
   * Makes sure the registry has a blob: looks for it, mounts it, or uploads it.
   *
   * The registry verifies the digest.
   *
   * @throws OciError `SIZE_MISMATCH` if the source has another size than the descriptor.
   */
  push(descriptor: Descriptor, source: ContentSource, options: PushBlobOptions = {}): Promise<PushOutcome> {
    return naming(`push ${this.nameOf(descriptor.digest)}`, async () => {
      if (source.size !== descriptor.size) {
        throw new OciError('SIZE_MISMATCH', `the descriptor says ${descriptor.size} bytes, but the content has ${source.size}`);
      }
      const call = new Call(this.timing, options);
      // With the rights to push from the start: one token instead of two.
      const stored = await this.findBlob(descriptor.digest, call, ['pull', 'push']);
      if (stored !== undefined) {
        checkStoredSize(stored, descriptor);
        return 'existed';
      }
      const { mountFrom } = options;
      return new BlobUpload(this.session, { descriptor, source, mountFrom, ...this.uploads }, call).run();
    });
  }

  /**
   * Links a blob of another repository of the same registry into this one.
   *
   * @param from path of the other repository, without the registry.
   * @returns false if the registry does not do it: the blob has to be pushed.
   */
  mount(digest: Digest, from: string, options?: CallOptions): Promise<boolean> {
    return naming(`mount ${this.nameOf(digest)} from '${from}'`,
      () => mountBlob(this.session, digest, from, new Call(this.timing, options)));
  }

  /** Deletes a blob. @throws OciError `UNSUPPORTED` where the registry does not allow it. */
  delete(digest: Digest, options?: CallOptions): Promise<void> {
    return naming(`delete ${this.nameOf(digest)}`, async () => {
      await this.session.command({
        method: 'DELETE',
        target: `blobs/${digest}`,
        actions: ['delete', 'pull'],
        expect: [202, 204, 200],
      }, new Call(this.timing, options));
    });
  }

  private async findBlob(digest: Digest, call: Call, actions: readonly ('pull' | 'push')[]): Promise<Descriptor | undefined> {
    const response = await this.session.command({ method: 'HEAD', target: `blobs/${digest}`, actions, expect: [200, 404] }, call);
    if (response.status === 404) {
      return undefined;
    }
    const length = response.headers['content-length'];
    if (length === undefined) {
      throw new OciError('INVALID_RESPONSE', 'the registry has it but does not say its size');
    }
    return { mediaType: 'application/octet-stream', digest, size: Number(length) };
  }

  private nameOf(digest: Digest): string {
    return `blob '${digest}' of '${this.session.repository.name}'`;
  }
}

/** A blob cut short, by a full disk say, would be found by its digest ever after. */
function checkStoredSize(stored: Descriptor, { size }: Descriptor): void {
  if (stored.size !== size) {
    throw new OciError('SIZE_MISMATCH', `the registry has it already, but with ${stored.size} instead of ${size} bytes, it has to be deleted there`);
  }
}
