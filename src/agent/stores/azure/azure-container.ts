import type { ContentSource } from '../../../contract/content-source';
import type { Call } from '../../../http-client/call';
import { TransferError } from '../../../http-client/errors';
import type { HttpResponse } from '../../../http-client/exchange';
import { bytesSource } from '../../../http-client/source';
import type { ObjectContent } from '../object/bucket';
import { hashOfSource } from '../object/hash-of-source';
import { sendParts, WHOLE_LIMIT } from '../object/parts';
import type { Service } from '../object/service';
import { noSuchBucket, ServiceBucket, type ServiceBucketOptions } from '../object/service-bucket';
import { withQuery } from '../object/with-query';
import { textOf, textsOf } from '../object/xml';

/** A container and how it is spoken to. */
export interface AzureContainerOptions extends ServiceBucketOptions {
  readonly container: string;
  /** `https://<account>.blob.core.windows.net`, or another one's, with the account in its path. */
  readonly endpoint: URL;
  /** @default - the container's own */
  readonly encryptionScope?: string;
}

type Condition = Readonly<Record<string, string>>;

const ONLY_NEW: Condition = { 'if-none-match': '*' };

/**
 * A container of Azure Blob Storage.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
 */
export class AzureContainer extends ServiceBucket {
  private readonly root: URL;

  constructor(service: Service, private readonly own: AzureContainerOptions) {
    const { container, endpoint } = own;
    super(service, `azblob://${container}`, own);
    this.root = new URL(`${endpoint.href.replace(/\/$/, '')}/${container}/`);
  }

  public create(content: ObjectContent): Promise<boolean> {
    return this.about('store', content.key, (call) => (
      content.source.size > WHOLE_LIMIT ? this.putBlocks(content, ONLY_NEW, call) : this.putWhole(content, ONLY_NEW, call)
    ));
  }

  public replace(content: ObjectContent): Promise<void> {
    return this.about('store', content.key, async (call) => {
      if (content.source.size > WHOLE_LIMIT) await this.putBlocks(content, {}, call);
      else await this.putWhole(content, {}, call);
    });
  }

  public async* list(prefix: string): AsyncIterable<string> {
    const container = new URL(this.root.href.replace(/\/$/, ''));
    let marker = '';
    do {
      const query = { restype: 'container', comp: 'list', prefix: this.prefix + prefix, ...marker === '' ? {} : { marker } };
      const page = await this.about('list', prefix, async (call) => {
        const { body } = await this.service.document({ method: 'GET', url: withQuery(container, query), expect: [200] }, call);
        return body.toString('utf8');
      });
      for (const key of textsOf(page, 'Name')) yield key.slice(this.prefix.length);
      marker = textOf(page, 'NextMarker') ?? '';
    } while (marker !== '');
  }

  protected contentUrl(key: string): URL {
    return new URL(this.prefix + key, this.root);
  }

  protected override absent({ headers }: HttpResponse): undefined {
    return headers['x-ms-error-code'] === 'ContainerNotFound' ? noSuchBucket(`container '${this.own.container}'`) : undefined;
  }

  /** @returns false when there is such an object and the condition says to leave it */
  private async putWhole({ key, mediaType, source }: ObjectContent, condition: Condition, call: Call): Promise<boolean> {
    const headers = { ...await this.headersOf(source), ...condition, 'content-type': mediaType, 'x-ms-blob-type': 'BlockBlob' };
    const response = await this.service.command({ method: 'PUT', url: this.contentUrl(key), headers, body: source, expect: answersTo(condition) }, call);
    await this.confirm(response, key, source.size, call);
    return response.status === 201 || this.expectOther(key, source.size, call);
  }

  /** Blocks of one content have the same ids for all who write it. What is never committed the service drops after a week. */
  private async putBlocks({ key, mediaType, source }: ObjectContent, condition: Condition, call: Call): Promise<boolean> {
    const url = this.contentUrl(key);
    const ids = await sendParts(source, async ({ number, source: part }) => {
      const id = blockId(number);
      await this.service.command({ method: 'PUT', url: withQuery(url, { comp: 'block', blockid: id }), headers: await this.headersOf(part), body: part, expect: [201] }, call);
      return id;
    });
    const list = bytesSource(Buffer.from(blockList(ids)));
    const response = await this.service.command({
      method: 'PUT',
      url: withQuery(url, { comp: 'blocklist' }),
      headers: { ...await this.headersOf(list), ...condition, 'content-type': 'application/xml', 'x-ms-blob-content-type': mediaType },
      body: list,
      // 400: another writer of the same content has committed, which drops the blocks of all others
      expect: [...answersTo(condition), ...isConditional(condition) ? [400] : []],
    }, call);
    await this.confirm(response, key, source.size, call);
    return response.status === 201 || this.expectOther(key, source.size, call);
  }

  /** Behind a refusal there has to be the object of another writer. */
  private async expectOther(key: string, size: number, call: Call): Promise<false> {
    const found = await this.find(key, call);
    if (found === size) return false;
    throw new TransferError('UNAVAILABLE', `the service refused to store it and has ${found ?? 'none'} of its ${size} bytes`);
  }

  /** What the service verifies, and how it encrypts. */
  private async headersOf(source: ContentSource): Promise<Record<string, string>> {
    const { encryptionScope } = this.own;
    return {
      'content-md5': await hashOfSource(source, 'md5', 'base64'),
      ...encryptionScope === undefined ? {} : { 'x-ms-encryption-scope': encryptionScope },
    };
  }
}

/** All ids of one object have the same length, as the service demands. */
function blockId(number: number): string {
  return Buffer.from(String(number).padStart(6, '0')).toString('base64');
}

function blockList(ids: readonly string[]): string {
  return `<?xml version="1.0" encoding="utf-8"?><BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`;
}

function isConditional(condition: Condition): boolean {
  return Object.keys(condition).length > 0;
}

function answersTo(condition: Condition): number[] {
  return isConditional(condition) ? [201, 409, 412] : [201];
}
