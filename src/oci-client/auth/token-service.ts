import { parseJsonObject } from '../../contract/json';
import { readBody } from '../../http-client/body';
import type { Call } from '../../http-client/call';
import type { HttpRequest } from '../../http-client/exchange';
import { isLoopback } from '../../http-client/loopback';
import { bytesSource } from '../../http-client/source';
import type { Transport } from '../../http-client/transport';
import { OciError } from '../errors';
import { failedResponse } from '../response-error';
import { basicToken, secretsOf, type Credential } from './credential';

const MAX_TOKEN_ANSWER = 1024 * 1024;
const CLIENT_ID = 'cdk8s-tekton';
/** By the specification, what a token lives if its service does not say. */
const DEFAULT_LIFE_SECONDS = 60;

/** What a bearer challenge asks for. */
export interface TokenRequest {
  readonly realm: string;
  readonly service?: string;
  readonly scopes: readonly string[];
  /** The registry that sent the challenge. */
  readonly registry: URL;
}

/** An access token for the scopes it was asked for. */
export interface Token {
  readonly value: string;
  readonly scopes: readonly string[];
  /** When it should be replaced, in milliseconds of `Date.now()`. */
  readonly expires: number;
}

/**
 * Gets a bearer token from the token service of a registry: with a refresh
 * token by OAuth2, else by GET with basic auth, or anonymously.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
 * @see https://distribution.github.io/distribution/spec/auth/oauth/
 */
export async function fetchToken(transport: Transport, wanted: TokenRequest, credential: Credential | undefined, call: Call): Promise<Token> {
  if (credential?.accessToken !== undefined) {
    return { value: credential.accessToken, scopes: wanted.scopes, expires: Infinity };
  }
  const realm = checkedRealm(wanted);
  const request = credential?.refreshToken === undefined
    ? tokenRequest(realm, wanted, credential)
    : oauthRequest(realm, wanted, credential.refreshToken);
  const asked = Date.now();
  const response = await transport.send(request, call);
  if (response.status !== 200) {
    const error = await failedResponse(response, secretsOf(credential), call);
    // For the user, a token service that refuses is the registry refusing.
    throw response.status === 400 && credential?.refreshToken !== undefined
      ? new OciError('UNAUTHORIZED', error.message, { status: 400, entries: error.entries })
      : error;
  }
  return parseToken(await readBody(response, MAX_TOKEN_ANSWER, call), realm, wanted.scopes, asked);
}

/** Credentials go to a realm over https only, but for a registry that itself is spoken to in plain http. */
function checkedRealm({ realm, registry }: TokenRequest): URL {
  if (!URL.canParse(realm)) {
    throw new OciError('INVALID_RESPONSE', `${registry.host} asks for a token but names no address to get it from`);
  }
  const url = new URL(realm);
  const near = url.hostname === registry.hostname || isLoopback(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && registry.protocol === 'http:' && near)) {
    return url;
  }
  throw new OciError('INSECURE', `${registry.host} wants credentials sent to ${url.origin}, which is refused, expected an https address`);
}

function tokenRequest(realm: URL, { service, scopes }: TokenRequest, credential: Credential | undefined): HttpRequest {
  const url = new URL(realm);
  if (service !== undefined) {
    url.searchParams.set('service', service);
  }
  scopes.forEach((scope) => url.searchParams.append('scope', scope));
  const headers: Record<string, string> = { accept: 'application/json' };
  if (credential?.username !== undefined) {
    headers.authorization = `Basic ${basicToken(credential.username, credential.password ?? '')}`;
  }
  return { method: 'GET', url, headers };
}

function oauthRequest(realm: URL, { service, scopes }: TokenRequest, refreshToken: string): HttpRequest {
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: CLIENT_ID });
  if (service !== undefined) {
    form.set('service', service);
  }
  if (scopes.length > 0) {
    form.set('scope', scopes.join(' '));
  }
  return {
    method: 'POST',
    url: realm,
    headers: { 'accept': 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: bytesSource(Buffer.from(form.toString())),
  };
}

function parseToken(body: Buffer, realm: URL, scopes: readonly string[], asked: number): Token {
  const answer = parseJsonObject(body);
  const value = answer?.access_token ?? answer?.token;
  if (typeof value !== 'string' || value === '') {
    throw new OciError('INVALID_RESPONSE', `the token service ${realm.host} gave no token`);
  }
  const life = (typeof answer?.expires_in === 'number' ? answer.expires_in : DEFAULT_LIFE_SECONDS) * 1000;
  // Replaced a little early, as it has to live until the registry has looked at it.
  return { value, scopes, expires: asked + life - Math.min(10_000, life / 5) };
}
