import type { ContentSource } from '../contract/content-source';
import type { Descriptor } from '../contract/descriptor';
import { discard } from '../http-client/body';
import { Call } from '../http-client/call';
import type { HttpResponse } from '../http-client/exchange';
import { rangeSource } from '../http-client/source';
import { resolveFrom } from '../http-client/transport';
import { OciError } from './errors';
import type { RegistrySession } from './registry-session';

/** The most that every known registry takes in one chunk: ghcr.io has this limit. */
export const DEFAULT_CHUNK_SIZE = 4 * 1024 * 1024;
/** Below this, a limit on bodies is taken for a mistake rather than worked around. */
const SMALLEST_CHUNK = 64 * 1024;
const CANCEL_DEADLINE = 5_000;

const OCTETS = { 'content-type': 'application/octet-stream' };
const PUSH = ['pull', 'push'] as const;

/** An upload the registry has opened. */
interface UploadSession {
  /** Where to send to next. */
  location: URL;
  /** Smallest chunk but for the last one. */
  readonly minChunk: number;
}

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
      await cancelUpload(this.registry, session.location, this.call);
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
    const { location } = session;
    const { status, url } = await this.command('PUT', withDigest(location, this.plan.descriptor), this.plan.source);
    // only 201 from where it was to be sent says that it is stored: 202 is taken in and perhaps dropped again
    if (status !== 201 || url.origin !== location.origin) {
      await this.checkStored();
    }
  }

  private async sendChunks(session: UploadSession): Promise<void> {
    const { descriptor } = this.plan;
    let chunkSize = Math.max(this.plan.chunkSize, session.minChunk);
    let offset = 0;
    let failures = 0;
    while (offset < descriptor.size) {
      const size = Math.min(chunkSize, descriptor.size - offset);
      try {
        offset = await this.sendChunk(session, offset, size);
        failures = 0;
      } catch (error) {
        if (isTooLarge(error) && size / 2 >= Math.max(SMALLEST_CHUNK, session.minChunk)) {
          chunkSize = Math.ceil(size / 2);
          continue;
        }
        // What arrived of a broken chunk only the registry knows.
        await this.call.pauseAfter(asResumable(error), failures);
        failures += 1;
        offset = await this.received(session) ?? offset;
      }
    }
    await this.command('PUT', withDigest(session.location, descriptor));
    await this.checkStored();
  }

  /** Sends one chunk. Returns the offset of the next, by what the registry says it has. */
  private async sendChunk(session: UploadSession, offset: number, size: number): Promise<number> {
    const body = rangeSource(this.plan.source, offset, size);
    const range = { 'content-range': `${offset}-${offset + size - 1}` };
    // 202 by the specification; 204 and 201 are seen in the field.
    const response = await this.command('PATCH', session.location, body, range);
    if (response.headers.location !== undefined) {
      session.location = resolveFrom(response.url, response.headers.location);
    }
    const received = receivedOf(response, offset + size) ?? await this.received(session) ?? offset + size;
    if (received <= offset || received > offset + size) {
      throw new OciError('UNSUPPORTED', `the registry does not put chunks together: it has ${received} bytes after the chunk of bytes ${offset} to ${offset + size}`);
    }
    return received;
  }

  /** How many bytes the registry has of an upload, if it tells. */
  private async received(session: UploadSession): Promise<number | undefined> {
    const response = await this.registry.command({
      method: 'GET',
      target: session.location,
      actions: PUSH,
      expect: [204, 202, 200],
    }, this.call);
    if (response.headers.location !== undefined) {
      session.location = resolveFrom(response.url, response.headers.location);
    }
    return receivedOf(response);
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

  private async command(method: 'PUT' | 'PATCH', target: URL, body?: ContentSource, headers = {}): Promise<HttpResponse> {
    const response = await this.registry.requestOnce({
      method,
      target,
      actions: PUSH,
      headers: { ...OCTETS, ...headers },
      body,
      expect: [201, 202, 204],
    }, this.call);
    await discard(response, this.call);
    return response;
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
    await cancelUpload(registry, sessionOf(response).location, call);
  }
  return response.status === 201;
}

/** Frees what the registry keeps of an upload; it would by itself, after days. */
async function cancelUpload(registry: RegistrySession, location: URL, { timing }: Call): Promise<void> {
  if (location.origin !== registry.origin.origin) {
    return;
  }
  // A call of its own: the user's may be over, and that is when it matters.
  const call = new Call({ ...timing, tries: 1, deadline: Math.min(CANCEL_DEADLINE, timing.deadline) });
  await registry.command({ method: 'DELETE', target: location, actions: PUSH, expect: [202, 204] }, call).catch(() => undefined);
}

function mountQuery(digest: string, from: string): string {
  return `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`;
}

function sessionOf(response: HttpResponse): UploadSession {
  const { location } = response.headers;
  if (location === undefined) {
    throw new OciError('INVALID_RESPONSE', 'the registry opened an upload but gave no Location for it');
  }
  const minChunk = Number(response.headers['oci-chunk-min-length'] ?? 0);
  return { location: resolveFrom(response.url, location), minChunk: Number.isSafeInteger(minChunk) ? minChunk : 0 };
}

/** Added as text: URLSearchParams would write the rest of the query anew, and with it a signature. */
function withDigest(location: URL, { digest }: Descriptor): URL {
  const url = new URL(location);
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
  return url;
}

/** Reads `Range: 0-<last byte>`. An empty upload has `0-0`, like one of a single byte. */
function receivedOf({ headers }: HttpResponse, expected = 0): number | undefined {
  const match = /^(?:bytes=)?0-([0-9]+)$/.exec(headers.range ?? '');
  if (match === null) {
    return undefined;
  }
  const last = Number(match[1]);
  return last === 0 && expected !== 1 ? 0 : last + 1;
}

function needsChunks(error: unknown, attempt: number): boolean {
  // Not every proxy that cuts off a large body says so with a 413.
  const cutOff = error instanceof OciError && error.code === 'UNAVAILABLE' && error.status === undefined;
  return isTooLarge(error) || (cutOff && attempt > 0);
}

function isTooLarge(error: unknown): boolean {
  return error instanceof OciError && error.status === 413;
}

/** 416: the registry is at another offset than we think, which can be asked for. */
function asResumable(error: unknown): unknown {
  return error instanceof OciError && error.status === 416
    ? new OciError('UNAVAILABLE', error.message, { cause: error, status: 416 })
    : error;
}
