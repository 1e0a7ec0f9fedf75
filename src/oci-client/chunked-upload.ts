import type { ContentSource } from '../contract/content-source';
import type { Call } from '../http-client/call';
import type { HttpResponse } from '../http-client/exchange';
import { rangeSource } from '../http-client/source';
import { OciError } from './errors';
import type { RegistrySession } from './registry-session';
import { follow, PUSH, sendTo, type UploadSession } from './upload-session';

/** The most that every known registry takes in one chunk: ghcr.io has this limit. */
export const DEFAULT_CHUNK_SIZE = 4 * 1024 * 1024;
/** Below this, a limit on bodies is taken for a mistake rather than worked around. */
const SMALLEST_CHUNK = 64 * 1024;

/** Sends content to an upload chunk by chunk, up to the request that ends it. */
export class ChunkedUpload {
  constructor(
    private readonly registry: RegistrySession,
    private readonly session: UploadSession,
    private readonly source: ContentSource,
    private readonly call: Call,
  ) {}

  /**
   * Sends all chunks, smaller ones where one is too large. Only tries without any progress count against the limit.
   *
   * @throws OciError `UNSUPPORTED` where the registry does not put chunks together
   */
  async send(largest: number): Promise<void> {
    const { minChunk } = this.session;
    let chunkSize = Math.max(largest, minChunk);
    let offset = 0;
    let furthest = 0;
    let failures = 0;
    while (offset < this.source.size) {
      const size = Math.min(chunkSize, this.source.size - offset);
      try {
        offset = await this.sendChunk(offset, size);
        if (offset > furthest) {
          furthest = offset;
          failures = 0;
        }
      } catch (error) {
        if (isTooLarge(error) && size / 2 >= Math.max(SMALLEST_CHUNK, minChunk)) {
          chunkSize = Math.ceil(size / 2);
          continue;
        }
        // What arrived of a broken chunk only the registry knows.
        await this.call.pauseAfter(asResumable(error), failures);
        failures += 1;
        offset = await this.received() ?? offset;
      }
    }
  }

  /** Sends one chunk. Returns the offset of the next, by what the registry says it has. */
  private async sendChunk(offset: number, size: number): Promise<number> {
    const response = await sendTo(this.registry, {
      method: 'PATCH',
      target: this.session.location,
      body: rangeSource(this.source, offset, size),
      headers: { 'content-range': `${offset}-${offset + size - 1}` },
    }, this.call);
    follow(this.session, response);
    const received = receivedOf(response, offset + size) ?? await this.received() ?? offset + size;
    if (received <= offset || received > offset + size) {
      throw new OciError('UNSUPPORTED', `the registry does not put chunks together: it has ${received} bytes after the chunk of bytes ${offset} to ${offset + size}`);
    }
    return received;
  }

  /** How many bytes the registry has of the upload, if it tells. */
  private async received(): Promise<number | undefined> {
    const { location: target } = this.session;
    const response = await this.registry.command({ method: 'GET', target, actions: PUSH, expect: [204, 202, 200] }, this.call);
    follow(this.session, response);
    return receivedOf(response);
  }
}

/** Whether something, the registry or a proxy before it, does not take so large a body. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof OciError && error.status === 413;
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

/** 416: the registry is at another offset than we think, which can be asked for. */
function asResumable(error: unknown): unknown {
  return error instanceof OciError && error.status === 416
    ? new OciError('UNAVAILABLE', error.message, { cause: error, status: 416 })
    : error;
}
