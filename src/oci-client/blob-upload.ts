import type { ContentSource } from '../contract/content-source';
import type { Descriptor } from '../contract/descriptor';
import { discard } from '../http-client/body';
import type { Call } from '../http-client/call';
import { ChunkedUpload, isTooLarge } from './chunked-upload';
import { OciError } from './errors';
import type { RegistrySession } from './registry-session';
import { cancelUpload, PUSH, sendTo, sessionOf, withDigest, type UploadSession } from './upload-session';

/** How to send. */
export interface UploadPlan {
  readonly descriptor: Descriptor;
  readonly source: ContentSource;
  /** Repository of the same registry that may already have the blob. @default - none */
  readonly mountFrom?: string;
  /** Bytes in one chunk, where content has to go in chunks. */
  readonly chunkSize: number;
  /** Sends in chunks from the start. */
  readonly chunked: boolean;
}

/**
 * Uploads one blob: mounts it if it can, else POST and one PUT.
 *
 * Falls back to chunks (PATCH) where the registry, or a proxy before it, does
 * not take the whole: after a 413, or when the connection broke twice. Single
 * PUT comes first as some registries keep only the first chunk (ECR), or limit
 * chunks but not the whole (ghcr.io).
 */
export class BlobUpload {
  #chunked: boolean;

  constructor(private readonly registry: RegistrySession, private readonly plan: UploadPlan, private readonly call: Call) {
    this.#chunked = plan.chunked;
  }

  /** @returns how the blob came to be there. */
  run(): Promise<'mounted' | 'uploaded'> {
    return this.call.retry(async (attempt) => {
      // The answer to a former attempt may have been lost.
      if (attempt > 0 && await this.storedSize() === this.plan.descriptor.size) {
        return 'uploaded';
      }
      return this.attempt(attempt);
    });
  }

  private async attempt(attempt: number): Promise<'mounted' | 'uploaded'> {
    const session = await this.openOrMount();
    if (session === undefined) {
      return 'mounted';
    }
    try {
      await (this.#chunked ? this.sendChunks(session) : this.sendWhole(session));
      return 'uploaded';
    } catch (error) {
      await cancelUpload(this.registry, session, this.call);
      if (!this.#chunked && needsChunks(error, attempt)) {
        this.#chunked = true;
        return this.attempt(attempt);
      }
      throw error;
    }
  }

  private async openOrMount(): Promise<UploadSession | undefined> {
    const { descriptor, mountFrom } = this.plan;
    if (mountFrom === undefined) {
      return this.open('');
    }
    try {
      return await this.open(mountQuery(descriptor.digest, mountFrom), mountFrom);
    } catch (error) {
      this.call.throwIfEnded();
      // A mount only saves time: whatever it fails of, the blob can still be sent.
      return this.open('');
    }
  }

  private async open(query: string, from?: string): Promise<UploadSession | undefined> {
    const response = await this.registry.requestOnce({
      method: 'POST',
      target: `blobs/uploads/${query}`,
      actions: PUSH,
      otherScopes: from === undefined ? [] : [`repository:${from}:pull`],
      expect: from === undefined ? [202] : [201, 202],
    }, this.call);
    await discard(response, this.call);
    return response.status === 201 ? undefined : sessionOf(response);
  }

  private async sendWhole(session: UploadSession): Promise<void> {
    const { descriptor, source: body } = this.plan;
    const { status, url } = await sendTo(this.registry, { method: 'PUT', target: withDigest(session, descriptor), body }, this.call);
    // only 201 from where it was to be sent says that it is stored: 202 is taken in and perhaps dropped again
    if (status !== 201 || url.origin !== session.location.origin) {
      await this.checkStored();
    }
  }

  private async sendChunks(session: UploadSession): Promise<void> {
    const { descriptor, source, chunkSize } = this.plan;
    await new ChunkedUpload(this.registry, session, source, this.call).send(chunkSize);
    await sendTo(this.registry, { method: 'PUT', target: withDigest(session, descriptor) }, this.call);
    await this.checkStored();
  }

  private async checkStored(): Promise<void> {
    const { size } = this.plan.descriptor;
    const stored = await this.storedSize();
    if (stored !== size) {
      throw new OciError('SIZE_MISMATCH', `the registry took the content but has ${stored ?? 'none'} of its ${size} bytes`);
    }
  }

  private async storedSize(): Promise<number | undefined> {
    const response = await this.registry.command({
      method: 'HEAD',
      target: `blobs/${this.plan.descriptor.digest}`,
      actions: PUSH,
      expect: [200, 404],
    }, this.call);
    return response.status === 404 ? undefined : Number(response.headers['content-length'] ?? this.plan.descriptor.size);
  }
}

/** Mounts a blob of another repository. False if the registry would rather have it uploaded. */
export async function mountBlob(registry: RegistrySession, digest: string, from: string, call: Call): Promise<boolean> {
  const response = await registry.command({
    method: 'POST',
    target: `blobs/uploads/${mountQuery(digest, from)}`,
    actions: PUSH,
    otherScopes: [`repository:${from}:pull`],
    expect: [201, 202],
  }, call);
  if (response.status === 202) {
    await cancelUpload(registry, sessionOf(response), call);
  }
  return response.status === 201;
}

function mountQuery(digest: string, from: string): string {
  return `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`;
}

function needsChunks(error: unknown, attempt: number): boolean {
  // Not every proxy that cuts off a large body says so with a 413.
  const cutOff = error instanceof OciError && error.code === 'UNAVAILABLE' && error.status === undefined;
  return isTooLarge(error) || (cutOff && attempt > 0);
}
