import type { Call } from '../../../http-client/call';
import type { HttpRequest } from '../../../http-client/exchange';
import type { Expiring } from './expiring';
import type { Signer } from './service';

/** Puts an Authorization header on requests, or none. */
export class HeaderSigner implements Signer {
  #last: string | undefined;

  /**
   * @param authorization the header's value; undefined: requests go out without
   * @param headers put on every request
   */
  constructor(private readonly authorization: Expiring<string | undefined>, private readonly headers: Readonly<Record<string, string>> = {}) {}

  public async sign(request: HttpRequest, _now: Date, call: Call): Promise<HttpRequest> {
    const authorization = await this.authorization.get(call);
    this.#last = authorization;
    return { ...request, headers: { ...request.headers, ...this.headers, ...authorization === undefined ? {} : { authorization } } };
  }

  public refused(): boolean {
    this.authorization.forget();
    return this.#last !== undefined;
  }

  public secrets(): string[] {
    return this.#last === undefined ? [] : [this.#last.replace(/^\w+ /, '')];
  }
}
