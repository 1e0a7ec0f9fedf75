import { createPrivateKey, randomUUID, sign, X509Certificate } from 'crypto';
import { once } from 'events';
import { readFileSync } from 'fs';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'http';
import { createServer as createHttpsServer } from 'https';
import type { AddressInfo } from 'net';
import { text } from 'stream/consumers';
import type { Certificates } from './certificates';
import { PASSWORD, USERNAME } from './credentials';

export const ISSUER = 'test issuer';
export const SERVICE = 'test registry';
export const REFRESH_TOKEN = 'a-refresh-token-of-the-tests';

/** A token service for distribution's token auth. */
export interface TokenService {
  readonly realm: string;
  /** What was asked for, in order: `GET` or `POST` and the scopes. */
  readonly asked: string[];
  /** Life of the tokens in seconds, as they say. */
  life: number;
  /** Grants anonymous users pull. */
  anonymousPull: boolean;
  stop(): Promise<void>;
}

interface Access {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** Serves tokens signed by the key of the certificates, to USERNAME or for REFRESH_TOKEN. */
export async function startTokenService(certificates: Certificates, tls: boolean): Promise<TokenService> {
  const listener: RequestListener = (request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  };
  const files = { cert: readFileSync(certificates.certificateFile), key: readFileSync(certificates.keyFile) };
  const server = (tls ? createHttpsServer(files, listener) : createHttpServer(listener)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const service: TokenService = {
    realm: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    asked: [],
    life: 300,
    anonymousPull: false,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const form = new URLSearchParams(request.method === 'POST'
      ? await text(request)
      : new URL(request.url ?? '', service.realm).search);
    const scopes = form.getAll('scope').flatMap((scope) => scope.split(' '));
    service.asked.push(`${request.method} ${scopes.join(' ')}`);
    const basic = `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64')}`;
    const known = request.method === 'POST'
      ? form.get('refresh_token') === REFRESH_TOKEN
      : request.headers.authorization === basic;
    const anonymous = request.headers.authorization === undefined && request.method === 'GET';
    if (!known && !(anonymous && service.anonymousPull)) {
      return { status: 401, body: { errors: [{ code: 'UNAUTHORIZED', message: `no such user: ${request.headers.authorization}` }] } };
    }
    const access = scopes.map(parseScope).map((each) => known ? each : { ...each, actions: each.actions.filter((action) => action === 'pull') });
    const token = signToken(access, certificates, service.life);
    return { status: 200, body: { token, access_token: token, expires_in: service.life } };
  }
  return service;
}

function parseScope(scope: string): Access {
  const [type = '', name = '', actions = ''] = scope.split(':');
  return { type, name, actions: actions.split(',') };
}

function signToken(access: readonly Access[], { certificateFile, keyFile }: Certificates, life: number): string {
  const certificate = new X509Certificate(readFileSync(certificateFile));
  const now = Math.floor(Date.now() / 1000);
  const header = { typ: 'JWT', alg: 'ES256', x5c: [certificate.raw.toString('base64')] };
  const claims = { iss: ISSUER, sub: USERNAME, aud: SERVICE, exp: now + life, nbf: now - 10, iat: now, jti: randomUUID(), access };
  const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const key = createPrivateKey(readFileSync(keyFile));
  const signature = sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' });
  return `${content}.${signature.toString('base64url')}`;
}
