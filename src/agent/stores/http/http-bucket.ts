import * as z from 'zod/mini';
import { algorithmOf, hexOf, type Digest } from '../../../contract/digest';
import { parseJson } from '../../../contract/json';
import type { Call } from '../../../http-client/call';
import { TransferError } from '../../../http-client/errors';
import type { ObjectContent } from '../object/bucket';
import type { Service } from '../object/service';
import { ServiceBucket, type ServiceBucketOptions } from '../object/service-bucket';
import { withQuery } from '../object/with-query';

/** A server and the place on it. */
export interface HttpBucketOptions extends ServiceBucketOptions {
  /** Keys are appended to its path. */
  readonly url: URL;
}

const pageSchema = z.object({ keys: z.array(z.string()), next: z.optional(z.string().check(z.minLength(1))) });

/** Any server that speaks the protocol of `docs/storage-http.md`. */
export class HttpBucket extends ServiceBucket {
  private readonly root: URL;

  constructor(service: Service, options: HttpBucketOptions) {
    const base = options.url.href.replace(/\/*$/, '');
    super(service, base, options);
    this.root = new URL(`${base}/`);
  }

  public create(content: ObjectContent): Promise<boolean> {
    return this.about('store', content.key, async (call) => await this.write(content, { 'if-none-match': '*' }, [200, 201, 204, 412], call) !== 412);
  }

  public replace(content: ObjectContent): Promise<void> {
    return this.about('store', content.key, async (call) => {
      await this.write(content, {}, [200, 201, 204], call);
    });
  }

  public async* list(prefix: string): AsyncIterable<string> {
    let after: string | undefined;
    do {
      const query = { list: this.prefix + prefix, ...after === undefined ? {} : { after } };
      const page = await this.about('list', prefix, async (call) => {
        const { body } = await this.service.document({ method: 'GET', url: withQuery(this.root, query), expect: [200] }, call);
        const parsed = pageSchema.safeParse(parseJson(body));
        if (!parsed.success) throw new TransferError('INVALID_RESPONSE', 'the list is not \'{"keys": [...], "next": "..."}\', see docs/storage-http.md');
        return parsed.data;
      });
      for (const key of page.keys) yield key.slice(this.prefix.length);
      if (page.next !== undefined && page.next === after) throw new TransferError('INVALID_RESPONSE', 'the list leads back to a page it had before');
      after = page.next;
    } while (after !== undefined);
  }

  protected contentUrl(key: string): URL {
    return new URL(this.prefix + key, this.root);
  }

  /** @returns the status */
  private async write(
    { key, mediaType, source, digest }: ObjectContent, condition: Readonly<Record<string, string>>, expect: readonly number[], call: Call,
  ): Promise<number> {
    const headers = { ...condition, 'content-type': mediaType, ...digest ? { 'content-digest': contentDigest(digest) } : {} };
    const response = await this.service.command({ method: 'PUT', url: this.contentUrl(key), headers, body: source, expect }, call);
    await this.confirm(response, key, source.size, call);
    return response.status;
  }
}

/** The digest of a body, for a server that checks what it takes. @see https://www.rfc-editor.org/rfc/rfc9530#section-2 */
function contentDigest(digest: Digest): string {
  return `${algorithmOf(digest).replace('sha', 'sha-')}=:${Buffer.from(hexOf(digest), 'hex').toString('base64')}:`;
}
