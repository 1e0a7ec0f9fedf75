import type { ContentSource } from '../../../contract/content-source';
import { readBody } from '../../../http-client/body';
import type { Call } from '../../../http-client/call';
import { TransferError } from '../../../http-client/errors';
import { bytesSource } from '../../../http-client/source';
import { hashOfSource } from '../object/hash-of-source';
import { sendParts, type Part } from '../object/parts';
import type { Service } from '../object/service';
import { withQuery } from '../object/with-query';
import { textOf } from '../object/xml';
import { UNSIGNED } from './s3-signer';

/** Milliseconds. */
const ABORT_DEADLINE = 10_000;
const MAX_ANSWER = 1024 * 1024;

/**
 * Sends an object in parts, which the service puts together.
 *
 * What was sent of an upload that fails, or is stopped, is removed: it would be paid for and seen by nobody.
 */
export class MultipartUpload {
  constructor(
    private readonly service: Service,
    private readonly url: URL,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly call: Call,
  ) {}

  /**
   * @param condition headers under which the object may appear
   * @returns false when the condition does not hold
   */
  public async send(source: ContentSource, condition: Readonly<Record<string, string>>): Promise<boolean> {
    const id = await this.open();
    try {
      const tags = await sendParts(source, (part) => this.sendPart(id, part));
      const isDone = await this.complete(id, tags, condition, source.size);
      if (!isDone) await this.abort(id);
      return isDone;
    } catch (error) {
      await this.abort(id);
      throw error;
    }
  }

  private async open(): Promise<string> {
    const { body } = await this.service.document({ method: 'POST', url: withQuery(this.url, { uploads: '' }), headers: this.headers, expect: [200] }, this.call);
    const id = textOf(body.toString('utf8'), 'UploadId');
    if (id === undefined) throw new TransferError('INVALID_RESPONSE', 'the service opened an upload but gave no UploadId for it');
    return id;
  }

  private async sendPart(id: string, { number, source }: Part): Promise<string> {
    const { headers } = await this.service.command({
      method: 'PUT',
      url: withQuery(this.url, { partNumber: String(number), uploadId: id }),
      // over TLS nothing can change the bytes; else they are hashed, so that the service finds it out
      headers: { 'x-amz-content-sha256': this.url.protocol === 'https:' ? UNSIGNED : await hashOfSource(source, 'sha256', 'hex') },
      body: source,
      expect: [200],
    }, this.call);
    if (headers.etag === undefined) throw new TransferError('INVALID_RESPONSE', `the service took part ${number} but gave no ETag for it`);
    return headers.etag;
  }

  private complete(id: string, tags: readonly string[], condition: Readonly<Record<string, string>>, size: number): Promise<boolean> {
    const request = {
      method: 'POST',
      url: withQuery(this.url, { uploadId: id }),
      headers: { ...condition, 'content-type': 'application/xml' },
      body: bytesSource(Buffer.from(partList(tags))),
      expect: [200, 412, 404],
    } as const;
    return this.call.retry(async (attempt) => {
      const response = await this.service.requestOnce(request, this.call);
      const body = await readBody(response, MAX_ANSWER, this.call);
      if (response.status === 412) return false;
      if (response.status === 404) {
        // the answer to a former try may have been lost, but not the try
        if (attempt > 0 && await this.storedSize() === size) return true;
        throw this.service.explain(response, body);
      }
      // 200 is said before the parts are put together; a failure of that follows in the body
      const answer = body.toString('utf8');
      if (/<Error[\s>]/.test(answer)) throw new TransferError('UNAVAILABLE', `the parts were not put together (${textOf(answer, 'Code')})`);
      return true;
    });
  }

  private async storedSize(): Promise<number | undefined> {
    const { status, headers } = await this.service.command({ method: 'HEAD', url: this.url, expect: [200, 404] }, this.call);
    return status === 404 ? undefined : Number(headers['content-length']);
  }

  private async abort(id: string): Promise<void> {
    const call = this.call.afterwards({ tries: 2, deadline: ABORT_DEADLINE });
    await this.service.command({ method: 'DELETE', url: withQuery(this.url, { uploadId: id }), expect: [204, 200, 404] }, call).catch(() => undefined);
  }
}

function partList(tags: readonly string[]): string {
  const parts = tags.map((tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${tag.replace(/[<&]/g, '')}</ETag></Part>`);
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`;
}
