import type { ContentSource } from '../contract/content-source';
import { discard } from '../http-client/body';
import type { Call } from '../http-client/call';
import type { HttpRequest, HttpResponse } from '../http-client/exchange';
import { shownText } from '../http-client/redact';
import type { Transport } from '../http-client/transport';
import { Authenticator } from './auth/authenticator';
import { parseChallenges } from './auth/challenge';
import type { CredentialSource } from './auth/credential';
import { mergeScopes, repositoryScope, type Action } from './auth/scope';
import { OciError } from './errors';
import type { Reference } from './reference';
import { failedResponse } from './response-error';
import { warningsIn } from './warnings';

/** A request to the API of a repository. */
export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v2/<repository>/`, or a URL the registry gave. */
  readonly target: string | URL;
  /** What it needs to be allowed on the repository. */
  readonly actions: readonly Action[];
  /** Scopes on other repositories. @default - none */
  readonly otherScopes?: readonly string[];
  /** @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: ContentSource;
  /** Answers that are no failure. */
  readonly expect: readonly number[];
}

/**
 * Speaks to one repository: authenticates, and turns failures into errors.
 *
 * Credentials are sent to the origin of the registry only, whatever locations
 * and redirects it hands out: storage behind presigned URLs gets none.
 */
export class RegistrySession {
  /** Scheme, host and port of the registry. */
  readonly origin: URL;
  readonly #authenticator: Authenticator;

  constructor(
    readonly repository: Reference,
    plainHttp: boolean,
    credentials: CredentialSource,
    private readonly transport: Transport,
    private readonly warn: (text: string) => void,
  ) {
    this.origin = new URL(`${plainHttp ? 'http' : 'https'}://${repository.host}`);
    this.#authenticator = new Authenticator(repository, this.origin, credentials, transport);
  }

  /** Sends a request, again while it fails for a passing reason. */
  request(request: ApiRequest, call: Call): Promise<HttpResponse> {
    return call.retry(() => this.requestOnce(request, call));
  }

  /** Sends a request whose answer has no body of interest. */
  async command(request: ApiRequest, call: Call): Promise<HttpResponse> {
    const response = await this.request(request, call);
    await discard(response, call);
    return response;
  }

  /** Sends a request for the only time, but for a second one with fresh credentials after a 401. */
  async requestOnce(request: ApiRequest, call: Call): Promise<HttpResponse> {
    const url = typeof request.target === 'string'
      ? new URL(`/v2/${this.repository.repository}/${request.target}`, this.origin)
      : request.target;
    const response = await this.authenticated(request, url, call);
    if (request.expect.includes(response.status)) {
      return response;
    }
    throw this.explain(await failedResponse(response, this.#authenticator.secrets(), call), response);
  }

  private async authenticated(request: ApiRequest, url: URL, call: Call): Promise<HttpResponse> {
    const own = url.origin === this.origin.origin;
    const scopes = mergeScopes([
      repositoryScope(this.repository.repository, ...request.actions),
      ...request.otherScopes ?? [],
    ]);
    const authorization = own ? await this.#authenticator.authorization(scopes, call) : undefined;
    const response = await this.send(request, url, authorization, call);
    if (response.status !== 401 || response.url.origin !== this.origin.origin) {
      return response;
    }
    const challenge = response.headers['www-authenticate'] ?? '';
    const answer = await this.#authenticator.afterRefusal(challenge, authorization, scopes, call);
    if (answer === undefined) {
      return response;
    }
    await discard(response, call);
    return this.send(request, url, answer, call);
  }

  private async send(request: ApiRequest, url: URL, authorization: string | undefined, call: Call): Promise<HttpResponse> {
    const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization }) };
    const plain: HttpRequest = { method: request.method, url, headers, body: request.body };
    const response = await this.transport.send(plain, call);
    if (response.url.origin === this.origin.origin) {
      warningsIn(response.headers.warning).forEach((text) => this.warn(shownText(text, this.#authenticator.secrets())));
    }
    return response;
  }

  private explain(error: OciError, { url, headers }: HttpResponse): OciError {
    if (error.code !== 'UNAUTHORIZED' || url.origin !== this.origin.origin) {
      return error;
    }
    const details = { status: error.status, entries: error.entries };
    const challenges = parseChallenges(headers['www-authenticate'] ?? '');
    if (!this.#authenticator.anonymous && challenges.some(({ params }) => params.error === 'insufficient_scope')) {
      return new OciError('DENIED', `${error.message}, the credentials do not have the rights for this`, details);
    }
    const hint = this.#authenticator.anonymous
      ? `no credentials were found for '${this.repository.name}', add them to the docker config`
      : `it does not accept the credentials found for '${this.repository.name}', check that they are right and not expired`;
    return new OciError(error.code, `${error.message}, ${hint}`, details);
  }
}
