import type { Call } from '../../../http-client/call';
import type { HttpRequest } from '../../../http-client/exchange';
import type { Expiring } from '../object/expiring';
import type { Signer } from '../object/service';
import { sharedKeyAuthorization } from './shared-key';

/** What opens a storage account. */
export type AzureAccess =
  | { readonly kind: 'key'; readonly key: Buffer }
  /** The query of a shared access signature, without `?`. */
  | { readonly kind: 'sas'; readonly query: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none' };

/** The version of the API, known to all public clouds and to Azurite. */
const VERSION = '2021-12-02';

/** Signs requests to Azure Blob Storage. */
export class AzureSigner implements Signer {
  #last: AzureAccess = { kind: 'none' };

  constructor(private readonly account: string, private readonly access: Expiring<AzureAccess>) {}

  public async sign(request: HttpRequest, now: Date, call: Call): Promise<HttpRequest> {
    const access = await this.access.get(call);
    this.#last = access;
    const dated = { ...request, headers: { ...request.headers, 'x-ms-date': now.toUTCString(), 'x-ms-version': VERSION } };
    switch (access.kind) {
      case 'key':
        return { ...dated, headers: { ...dated.headers, authorization: sharedKeyAuthorization(dated, this.account, access.key) } };
      case 'token':
        return { ...dated, headers: { ...dated.headers, authorization: `Bearer ${access.token}` } };
      case 'sas':
        return { ...dated, url: withSignature(request.url, access.query) };
      default:
        return dated;
    }
  }

  public refused(): boolean {
    if (this.#last.kind !== 'token') return false;
    this.access.forget();
    return true;
  }

  public secrets(): string[] {
    const last = this.#last;
    switch (last.kind) {
      case 'key':
        return [last.key.toString('base64')];
      case 'token':
        return [last.token];
      case 'sas':
        return [last.query, new URLSearchParams(last.query).get('sig') ?? ''];
      default:
        return [];
    }
  }
}

/** Added as text: URLSearchParams would write the signature anew. */
function withSignature(url: URL, query: string): URL {
  const signed = new URL(url);
  signed.search += `${signed.search === '' ? '?' : '&'}${query}`;
  return signed;
}
