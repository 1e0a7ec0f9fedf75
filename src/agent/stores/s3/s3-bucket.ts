import { hexOf } from '../../../contract/digest';
import type { Call } from '../../../http-client/call';
import { TransferError } from '../../../http-client/errors';
import type { HttpResponse } from '../../../http-client/exchange';
import type { ObjectContent } from '../object/bucket';
import { WHOLE_LIMIT } from '../object/parts';
import type { Service } from '../object/service';
import { ServiceBucket, type ServiceBucketOptions } from '../object/service-bucket';
import { withQuery } from '../object/with-query';
import { textOf, textsOf } from '../object/xml';
import { MultipartUpload } from './multipart-upload';
import { UNSIGNED } from './s3-signer';

/** A bucket and how it is spoken to. */
export interface S3BucketOptions extends ServiceBucketOptions {
  readonly bucket: string;
  /** `https://s3.<region>.amazonaws.com`, or another service's. */
  readonly endpoint: URL;
  /** The bucket is in the path instead of in the host name. */
  readonly pathStyle: boolean;
  /** Encryption by the service. @default - the bucket's own */
  readonly encryption?: { readonly algorithm: string; readonly kmsKeyId?: string };
}

/** A bucket of Amazon S3, or of a service that speaks its protocol. */
export class S3Bucket extends ServiceBucket {
  private readonly root: URL;
  /** Whether the service knows `If-None-Match` on writes; what is written has one content only, so it can do without. */
  #conditional = true;

  constructor(service: Service, private readonly own: S3BucketOptions) {
    const { bucket, endpoint, pathStyle } = own;
    super(service, `s3://${bucket}`, own);
    this.root = new URL(endpoint);
    if (pathStyle) this.root.pathname = `${endpoint.pathname.replace(/\/$/, '')}/${bucket}/`;
    else this.root.host = `${bucket}.${endpoint.host}`;
  }

  public create(content: ObjectContent): Promise<boolean> {
    return this.about('store', content.key, async (call) => {
      if (!this.#conditional) {
        await this.write(content, {}, call);
        return true;
      }
      try {
        return await this.write(content, { 'if-none-match': '*' }, call);
      } catch (error) {
        // 501: what some services answer to headers they do not know
        if (!(error instanceof TransferError && error.status === 501)) throw error;
        this.#conditional = false;
        return this.write(content, {}, call);
      }
    });
  }

  public replace(content: ObjectContent): Promise<void> {
    return this.about('store', content.key, async (call) => {
      await this.write(content, {}, call);
    });
  }

  public async* list(prefix: string): AsyncIterable<string> {
    let after: string | undefined;
    do {
      const query = { 'list-type': '2', 'prefix': this.prefix + prefix, ...after === undefined ? {} : { 'continuation-token': after } };
      const page = await this.about('list', prefix, async (call) => {
        const { body } = await this.service.document({ method: 'GET', url: withQuery(this.root, query), expect: [200] }, call);
        return body.toString('utf8');
      });
      for (const key of textsOf(page, 'Key')) yield key.slice(this.prefix.length);
      after = textOf(page, 'IsTruncated') === 'true' ? textOf(page, 'NextContinuationToken') : undefined;
    } while (after !== undefined);
  }

  protected contentUrl(key: string): URL {
    return new URL(this.prefix + key, this.root);
  }

  protected override absent(response: HttpResponse, body?: Buffer): undefined {
    const code = body && textOf(body.toString('utf8'), 'Code');
    if (body && code !== undefined && code !== 'NoSuchKey') throw this.service.explain(response, body);
    return undefined;
  }

  /** @returns false when there is such an object and the condition says to leave it */
  private async write(content: ObjectContent, condition: { readonly [header: string]: string }, call: Call): Promise<boolean> {
    const { key, source } = content;
    if (source.size > WHOLE_LIMIT) {
      return new MultipartUpload(this.service, this.contentUrl(key), this.headersOf(content), call).send(source, condition);
    }
    const response = await this.service.command({
      method: 'PUT',
      url: this.contentUrl(key),
      // the digest is signed with the rest, and the service verifies it
      headers: { ...this.headersOf(content), ...condition, 'x-amz-content-sha256': sha256Of(content) },
      body: source,
      expect: [200, 412],
    }, call);
    await this.confirm(response, key, source.size, call);
    return response.status === 200;
  }

  private headersOf({ mediaType }: ObjectContent): Record<string, string> {
    const { encryption } = this.own;
    return {
      'content-type': mediaType,
      ...encryption ? { 'x-amz-server-side-encryption': encryption.algorithm } : {},
      ...encryption?.kmsKeyId ? { 'x-amz-server-side-encryption-aws-kms-key-id': encryption.kmsKeyId } : {},
    };
  }
}

function sha256Of({ digest }: ObjectContent): string {
  return digest?.startsWith('sha256:') ? hexOf(digest) : UNSIGNED;
}
