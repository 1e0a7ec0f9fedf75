import { sign } from 'aws4';
import type { Call } from '../../../http-client/call';
import type { HttpRequest } from '../../../http-client/exchange';
import type { Expiring } from '../object/expiring';
import type { Signer } from '../object/service';

/** The keys of an AWS identity. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** With temporary keys. */
  readonly sessionToken?: string;
}

/** In place of the digest of a body that is not signed. */
export const UNSIGNED = 'UNSIGNED-PAYLOAD';

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The order is that of `s3Credentials`. */
const NO_KEYS = 'no credentials were found: not in a Secret of the storage, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, '
  + 'AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE, nor by AWS_CONTAINER_CREDENTIALS_FULL_URI';

/** Signs requests to S3, version 4. */
export class S3Signer implements Signer {
  #last: AwsKeys | undefined;

  /** @param keys undefined: requests go out unsigned, to public buckets */
  constructor(private readonly region: string, private readonly keys: Expiring<AwsKeys | undefined>) {}

  public async sign(request: HttpRequest, now: Date, call: Call): Promise<HttpRequest> {
    const keys = await this.keys.get(call);
    this.#last = keys;
    return keys === undefined ? request : { ...request, headers: this.signedHeaders(request, now, keys) };
  }

  public refused(): boolean {
    // keys without a token are of a person and last
    if (this.#last?.sessionToken === undefined) return false;
    this.keys.forget();
    return true;
  }

  public secrets(): string[] {
    const { secretAccessKey, sessionToken } = this.#last ?? {};
    return [secretAccessKey, sessionToken].filter((secret) => secret !== undefined);
  }

  public missing(): string | undefined {
    return this.#last === undefined ? NO_KEYS : undefined;
  }

  private signedHeaders({ method, url, headers, body }: HttpRequest, now: Date, keys: AwsKeys): Record<string, string> {
    const signed = sign({
      service: 's3',
      region: this.region,
      method,
      host: url.host,
      path: url.pathname + url.search,
      headers: {
        'host': url.host,
        'x-amz-date': now.toISOString().replace(/[:-]|\.\d{3}/g, ''),
        'x-amz-content-sha256': body === undefined ? EMPTY_SHA256 : UNSIGNED,
        ...headers,
      },
    }, keys);
    // set for each connection: a redirect may lead to another host
    const { host: _, ...others } = signed.headers as Record<string, string>;
    return Object.fromEntries(Object.entries(others).map(([name, value]) => [name.toLowerCase(), value]));
  }
}
