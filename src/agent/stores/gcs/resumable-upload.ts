import type { ContentSource } from '../../../contract/content-source';
import { readBody } from '../../../http-client/body';
import type { Call } from '../../../http-client/call';
import { TransferError } from '../../../http-client/errors';
import { rangeSource } from '../../../http-client/source';
import { resolveFrom } from '../../../http-client/transport';
import type { Service } from '../object/service';
import { checkStored } from './stored-object';

/** Milliseconds. */
const CANCEL_DEADLINE = 10_000;
const MAX_ANSWER = 1024 * 1024;

/**
 * Sends an object in one request that goes on where it broke off.
 *
 * @see https://cloud.google.com/storage/docs/performing-resumable-uploads
 */
export class ResumableUpload {
  constructor(
    private readonly service: Service,
    private readonly url: URL,
    private readonly mediaType: string,
    private readonly call: Call,
  ) {}

  /** @returns false when the condition in the URL does not hold */
  public async send(source: ContentSource): Promise<boolean> {
    const session = await this.open(source.size);
    if (session === undefined) return false;
    try {
      return await this.sendFrom(session, source);
    } catch (error) {
      await this.cancel(session);
      throw error;
    }
  }

  private async open(size: number): Promise<URL | undefined> {
    const headers = { 'x-upload-content-type': this.mediaType, 'x-upload-content-length': String(size) };
    const response = await this.service.command({ method: 'POST', url: this.url, headers, expect: [200, 201, 412] }, this.call);
    if (response.status === 412) return undefined;
    const { location } = response.headers;
    if (location === undefined) throw new TransferError('INVALID_RESPONSE', 'the service opened an upload but gave no Location for it');
    const session = resolveFrom(response.url, location);
    if (session.origin !== this.url.origin) throw new TransferError('INSECURE', `the service wants the upload sent to '${session.origin}', which is refused`);
    return session;
  }

  /** Only tries without any progress count against the limit. */
  private async sendFrom(session: URL, source: ContentSource): Promise<boolean> {
    let offset = 0;
    let furthest = 0;
    let fruitless = 0;
    for (;;) {
      try {
        const rest = offset === 0 ? source : rangeSource(source, offset, source.size - offset);
        return await this.finish(session, source, rest, offset);
      } catch (error) {
        await this.call.pauseAfter(error, fruitless);
        const received = await this.received(session, source);
        if (received === 'all') return true;
        offset = received;
        fruitless = offset > furthest ? 0 : fruitless + 1;
        furthest = Math.max(furthest, offset);
      }
    }
  }

  private async finish(url: URL, source: ContentSource, body: ContentSource, offset: number): Promise<boolean> {
    const headers = { 'content-type': this.mediaType, 'content-range': `bytes ${offset}-${source.size - 1}/${source.size}` };
    const response = await this.service.requestOnce({ method: 'PUT', url, headers, body, expect: [200, 201, 308, 412] }, this.call);
    const answer = await readBody(response, MAX_ANSWER, this.call);
    if (response.status === 308) throw new TransferError('UNAVAILABLE', 'the service has only a part of what was sent');
    if (response.status === 412) return false;
    await checkStored(answer, source);
    return true;
  }

  /** How many bytes the service has; of all of them it says again what they are, as the first answer may have been lost. */
  private async received(url: URL, source: ContentSource): Promise<number | 'all'> {
    const headers = { 'content-range': `bytes */${source.size}` };
    const { response, body } = await this.service.document({ method: 'PUT', url, headers, expect: [200, 201, 308] }, this.call, MAX_ANSWER);
    if (response.status !== 308) {
      await checkStored(body, source);
      return 'all';
    }
    const last = /^bytes=0-(\d+)$/.exec(String(response.headers.range ?? ''))?.[1];
    return last === undefined ? 0 : Math.min(Number(last) + 1, source.size - 1);
  }

  private async cancel(url: URL): Promise<void> {
    const call = this.call.afterwards({ tries: 1, deadline: CANCEL_DEADLINE });
    // 499 is what the service says to a cancelled upload
    await this.service.command({ method: 'DELETE', url, expect: [204, 200, 404, 499] }, call).catch(() => undefined);
  }
}
