import type { Reference } from '../reference';

/** What opens a registry. One of: user and password, a refresh token, an access token. */
export interface Credential {
  /** @default - none */
  readonly username?: string;
  /** @default - none */
  readonly password?: string;
  /** Sent to the token service only, for an access token (`identitytoken` in a docker config). @default - none */
  readonly refreshToken?: string;
  /** Sent to the registry as it is (`registrytoken` in a docker config). @default - none */
  readonly accessToken?: string;
}

/** Where credentials come from. */
export interface CredentialSource {
  /** The credential for a repository, or undefined for anonymous access. */
  credential(repository: Reference): Promise<Credential | undefined>;
}

/** No credentials at all. */
export const anonymous: CredentialSource = { credential: () => Promise.resolve(undefined) };

/** One credential for one registry, `host[:port]`; other registries get none. */
export function staticCredential(registry: string, credential: Credential): CredentialSource {
  return {
    credential: (repository) => Promise.resolve(repository.registry === registry ? credential : undefined),
  };
}

/** The parts of a credential that must never be shown. */
export function secretsOf(credential: Credential | undefined): string[] {
  const { username = '', password, refreshToken, accessToken } = credential ?? {};
  const basic = password === undefined ? undefined : basicToken(username, password);
  return [password, refreshToken, accessToken, basic].filter((secret) => secret !== undefined && secret !== '') as string[];
}

/** The token of the Basic scheme. */
export function basicToken(username: string, password: string): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}
