import type { Call } from '../../http-client/call';
import type { Transport } from '../../http-client/transport';
import { OciError } from '../errors';
import type { Reference } from '../reference';
import { parseChallenges, type Challenge } from './challenge';
import { basicToken, secretsOf, type Credential, type CredentialSource } from './credential';
import { coversScopes, mergeScopes } from './scope';
import { fetchToken, type Token } from './token-service';

/**
 * The Authorization header for one repository.
 *
 * Nothing is sent before the registry asks for it. From then on its scheme is
 * known, and tokens are kept until shortly before they expire; a token with
 * more rights than needed is used as well.
 */
export class Authenticator {
  #challenge: Challenge | undefined;
  #credential: Promise<Credential | undefined> | undefined;
  #known: Credential | undefined;
  #tokens: Token[] = [];
  readonly #pending = new Map<string, Promise<Token>>();

  constructor(
    private readonly repository: Reference,
    private readonly registry: URL,
    private readonly source: CredentialSource,
    private readonly transport: Transport,
  ) {}

  /** The header to send, or undefined while the registry has not asked for one. */
  async authorization(scopes: readonly string[], call: Call): Promise<string | undefined> {
    return this.#challenge === undefined ? undefined : this.answer(this.#challenge, scopes, call);
  }

  /**
   * The header that answers a 401 to a request sent with `refused`.
   *
   * @returns undefined if there is nothing better than what was refused.
   */
  async afterRefusal(wwwAuthenticate: string, refused: string | undefined, scopes: readonly string[], call: Call): Promise<string | undefined> {
    const challenge = pick(parseChallenges(wwwAuthenticate));
    if (challenge === undefined) {
      return undefined;
    }
    this.#challenge = challenge;
    this.#tokens = this.#tokens.filter((token) => `Bearer ${token.value}` !== refused);
    // The registry knows best what it wants, e.g. rights on the other repository of a mount.
    const asked = (challenge.params.scope ?? '').split(' ').filter((scope) => scope !== '');
    const header = await this.answer(challenge, mergeScopes([...scopes, ...asked]), call);
    return header === refused ? undefined : header;
  }

  /** All that must not show up in an error. */
  secrets(): string[] {
    return [...secretsOf(this.#known), ...this.#tokens.map((token) => token.value)];
  }

  /** Whether there is a credential, as far as is known. */
  get anonymous(): boolean {
    return this.#known === undefined;
  }

  private async answer(challenge: Challenge, scopes: readonly string[], call: Call): Promise<string | undefined> {
    const credential = await this.credential();
    if (challenge.scheme === 'basic') {
      return basicHeader(credential);
    }
    return `Bearer ${(await this.token(challenge, mergeScopes(scopes), credential, call)).value}`;
  }

  private async credential(): Promise<Credential | undefined> {
    this.#credential ??= this.source.credential(this.repository);
    this.#known = await this.#credential;
    return this.#known;
  }

  private async token(challenge: Challenge, scopes: readonly string[], credential: Credential | undefined, call: Call): Promise<Token> {
    const now = Date.now();
    this.#tokens = this.#tokens.filter((token) => token.expires > now);
    const kept = this.#tokens.find((token) => coversScopes(token.scopes, scopes));
    if (kept !== undefined) {
      return kept;
    }
    const key = scopes.join(' ');
    const others = this.#pending.get(key);
    if (others !== undefined) {
      // Whoever asked first may give up: that is no failure of this call.
      return others.catch((error: unknown) => isAbort(error)
        ? this.token(challenge, scopes, credential, call)
        : Promise.reject(error as Error));
    }
    const own = this.fetch(challenge, scopes, credential, call).finally(() => this.#pending.delete(key));
    this.#pending.set(key, own);
    return own;
  }

  private async fetch(challenge: Challenge, scopes: readonly string[], credential: Credential | undefined, call: Call): Promise<Token> {
    const { realm = '', service } = challenge.params;
    const token = await fetchToken(this.transport, { realm, service, scopes, registry: this.registry }, credential, call)
      .catch((error: unknown) => {
        throw error instanceof OciError ? error.during(`get a token for '${this.repository.name}'`) : error;
      });
    this.#tokens.push(token);
    return token;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof OciError && error.code === 'ABORTED';
}

/** Bearer before Basic: it shows less. */
function pick(challenges: readonly Challenge[]): Challenge | undefined {
  return challenges.find(({ scheme }) => scheme === 'bearer') ?? challenges.find(({ scheme }) => scheme === 'basic');
}

function basicHeader(credential: Credential | undefined): string | undefined {
  if (credential?.accessToken !== undefined) {
    return `Bearer ${credential.accessToken}`;
  }
  return credential?.username === undefined
    ? undefined
    : `Basic ${basicToken(credential.username, credential.password ?? '')}`;
}
