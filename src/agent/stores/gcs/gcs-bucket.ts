import * as z from 'zod/mini';
import { parseJson } from '../../../contract/json';
import type { Call } from '../../../http-client/call';
import { TransferError } from '../../../http-client/errors';
import type { HttpResponse } from '../../../http-client/exchange';
import type { ObjectContent } from '../object/bucket';
import { WHOLE_LIMIT } from '../object/parts';
import type { Service } from '../object/service';
import { noSuchBucket, ServiceBucket, type ServiceBucketOptions } from '../object/service-bucket';
import { withQuery } from '../object/with-query';
import { ResumableUpload } from './resumable-upload';
import { checkStored, STORED_FIELDS, storedSize } from './stored-object';

/** A bucket and how it is spoken to. */
export interface GcsBucketOptions extends ServiceBucketOptions {
  readonly bucket: string;
  /** `https://storage.googleapis.com`, or another one's. */
  readonly endpoint: URL;
  /** Encryption by this key of Cloud KMS. @default - the bucket's own */
  readonly kmsKeyName?: string;
}

const pageSchema = z.object({ items: z.optional(z.array(z.object({ name: z.string() }))), nextPageToken: z.optional(z.string()) });

/**
 * A bucket of Google Cloud Storage.
 *
 * @see https://cloud.google.com/storage/docs/json_api
 */
export class GcsBucket extends ServiceBucket {
  constructor(service: Service, private readonly own: GcsBucketOptions) {
    super(service, `gs://${own.bucket}`, own);
  }

  public create(content: ObjectContent): Promise<boolean> {
    return this.about('store', content.key, (call) => this.write(content, { ifGenerationMatch: '0' }, call));
  }

  public replace(content: ObjectContent): Promise<void> {
    return this.about('store', content.key, async (call) => {
      await this.write(content, {}, call);
    });
  }

  public async* list(prefix: string): AsyncIterable<string> {
    const { bucket } = this.own;
    let pageToken: string | undefined;
    do {
      const query = { prefix: this.prefix + prefix, fields: 'items/name,nextPageToken', ...pageToken === undefined ? {} : { pageToken } };
      const page = await this.about('list', prefix, async (call) => {
        const { body } = await this.service.document({ method: 'GET', url: withQuery(this.url(`storage/v1/b/${bucket}/o`), query), expect: [200] }, call);
        const parsed = pageSchema.safeParse(parseJson(body));
        if (!parsed.success) throw new TransferError('INVALID_RESPONSE', 'the list of objects is not what the API says');
        return parsed.data;
      });
      for (const { name } of page.items ?? []) yield name.slice(this.prefix.length);
      pageToken = page.nextPageToken;
    } while (pageToken);
  }

  protected contentUrl(key: string): URL {
    return withQuery(this.objectUrl(key), { alt: 'media' });
  }

  protected override objectUrl(key: string): URL {
    return this.url(`storage/v1/b/${this.own.bucket}/o/${encodeURIComponent(this.prefix + key)}`);
  }

  protected override async find(key: string, call: Call): Promise<number | undefined> {
    const url = withQuery(this.objectUrl(key), { fields: 'size' });
    const { response, body } = await this.service.document({ method: 'GET', url, expect: [200, 404] }, call);
    if (response.status === 404) return this.absent(response, body);
    const size = storedSize(body);
    if (size === undefined) throw new TransferError('INVALID_RESPONSE', 'it is there but without a size');
    return size;
  }

  protected override absent(_response: HttpResponse, body?: Buffer): undefined {
    return /bucket does not exist/i.test(body?.toString('utf8') ?? '') ? noSuchBucket(`bucket '${this.own.bucket}'`) : undefined;
  }

  /** @returns false when there is such an object and the condition says to leave it */
  private async write(content: ObjectContent, condition: { readonly ifGenerationMatch?: string }, call: Call): Promise<boolean> {
    try {
      return await this.send(content, condition, call);
    } catch (error) {
      const isDamaged = error instanceof TransferError && ['SIZE_MISMATCH', 'DIGEST_MISMATCH'].includes(error.code);
      // or it would be found by its key ever after
      if (isDamaged) await this.service.command({ method: 'DELETE', url: this.objectUrl(content.key), expect: [200, 204, 404] }, call);
      throw error;
    }
  }

  private async send({ key, mediaType, source }: ObjectContent, condition: { readonly ifGenerationMatch?: string }, call: Call): Promise<boolean> {
    const { bucket, kmsKeyName } = this.own;
    const uploads = this.url(`upload/storage/v1/b/${bucket}/o`);
    const query = { name: this.prefix + key, fields: STORED_FIELDS, ...condition, ...kmsKeyName === undefined ? {} : { kmsKeyName } };
    const headers = { 'content-type': mediaType };
    if (source.size > WHOLE_LIMIT) {
      return new ResumableUpload(this.service, withQuery(uploads, { uploadType: 'resumable', ...query }), mediaType, call).send(source);
    }
    const url = withQuery(uploads, { uploadType: 'media', ...query });
    const { response, body } = await this.service.document({ method: 'POST', url, headers, body: source, expect: [200, 201, 412] }, call);
    await this.confirm(response, key, source.size, call);
    if (response.status === 412) return false;
    await checkStored(body, source);
    return true;
  }

  private url(path: string): URL {
    return new URL(path, this.own.endpoint);
  }
}
