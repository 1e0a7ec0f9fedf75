import { randomBytes } from 'crypto';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { inspect } from 'util';
import { digestOf } from '../../src/contract/digest';
import { bytesSource, OciError, staticCredential, type Credential, type OciClient } from '../../src/oci-client';
import { describeWithServer } from '../servers/binaries';
import { makeCertificates } from '../servers/certificates';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startRegistry, type TestRegistry } from '../servers/registry';
import { REFRESH_TOKEN } from '../servers/token-service';
import { quickClient, startOddServer, stopOddServers, type OddServer } from './odd-server';

const CONTENT = randomBytes(1000);
const DESCRIPTOR = { mediaType: 'application/octet-stream', digest: digestOf(CONTENT), size: CONTENT.length };
const SOURCE = bytesSource(CONTENT);
const SECRET = 'pass/word+that=must&not show';

afterEach(stopOddServers);

describeWithServer('registry', 'a registry with tokens', () => {
  let registry: TestRegistry;
  let name: string;

  beforeAll(async () => {
    registry = await startRegistry({ auth: 'token' });
  });
  afterAll(() => registry.stop());
  beforeEach(() => {
    name = `r${randomBytes(4).toString('hex')}`;
    registry.tokens?.asked.splice(0);
    Object.assign(registry.tokens ?? {}, { life: 300, anonymousPull: false });
  });

  const client = (credential?: Credential): OciClient =>
    quickClient(credential === undefined ? {} : { credentials: staticCredential(registry.host, credential) });
  const repository = (credential?: Credential) => client(credential).repository(`${registry.host}/${name}`);
  const user = { username: USERNAME, password: PASSWORD };

  test('gives one token for a push and what is read after it', async () => {
    const { blobs } = repository(user);
    await blobs.push(DESCRIPTOR, SOURCE);
    expect(await blobs.exists(DESCRIPTOR.digest)).toBe(true);
    expect(registry.tokens?.asked).toEqual([`GET repository:${name}:pull,push`]);
  });

  test('gives one token to many requests at once', async () => {
    const { blobs } = repository(user);
    await Promise.all(Array.from({ length: 8 }, () => blobs.exists(DESCRIPTOR.digest)));
    expect(registry.tokens?.asked).toEqual([`GET repository:${name}:pull`]);
  });

  test('gives a token for a refresh token', async () => {
    const { blobs } = repository({ refreshToken: REFRESH_TOKEN });
    expect(await blobs.push(DESCRIPTOR, SOURCE)).toBe('uploaded');
    expect(registry.tokens?.asked).toEqual([`POST repository:${name}:pull,push`]);
  });

  test('gives a further token when one expires during an upload', async () => {
    if (registry.tokens !== undefined) {
      registry.tokens.life = 0;
    }
    // Every token is over as soon as it is there: the registry has 60 s of leeway, this client has none.
    expect(await repository(user).blobs.push(DESCRIPTOR, SOURCE)).toBe('uploaded');
    expect(registry.tokens?.asked.length).toBeGreaterThanOrEqual(3);
  });

  test('gives rights on both repositories for a mount', async () => {
    const own = client(user);
    await own.repository(`${registry.host}/${name}`).blobs.push(DESCRIPTOR, SOURCE);
    expect(await own.repository(`${registry.host}/${name}/other`).blobs.mount(DESCRIPTOR.digest, name)).toBe(true);
    expect(registry.tokens?.asked.at(-1)).toBe(`GET repository:${name}/other:pull,push repository:${name}:pull`);
  });

  test('gives an anonymous user what it gives to everybody', async () => {
    await repository(user).blobs.push(DESCRIPTOR, SOURCE);
    Object.assign(registry.tokens ?? {}, { anonymousPull: true });
    expect(await repository().blobs.exists(DESCRIPTOR.digest)).toBe(true);
    await expect(repository().blobs.push({ ...DESCRIPTOR, digest: digestOf('other') }, SOURCE)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining(`no credentials were found for '${registry.host}/${name}', add them to the docker config`),
    });
  });

  test('fails with a wrong password, which it does not show', async () => {
    const error = await failureOf(repository({ username: USERNAME, password: SECRET }).blobs.exists(DESCRIPTOR.digest));
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
    expect(error.message).toContain('no such user: Basic ***');
    expectNoSecret(error);
  });

  test('fails with a wrong refresh token, which it does not show', async () => {
    const error = await failureOf(repository({ refreshToken: SECRET }).blobs.exists(DESCRIPTOR.digest));
    expect(error).toMatchObject({ code: 'UNAUTHORIZED' });
    expectNoSecret(error);
  });
});

describeWithServer('registry', 'a registry with passwords', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry({ auth: 'htpasswd' });
  });
  afterAll(() => registry.stop());

  test('fails without one, and with a wrong one, saying which', async () => {
    await expect(quickClient().repository(`${registry.host}/r`).blobs.exists(DESCRIPTOR.digest)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining('no credentials were found'),
    });
    const wrong = quickClient({ credentials: staticCredential(registry.host, { username: USERNAME, password: SECRET }) });
    const error = await failureOf(wrong.repository(`${registry.host}/r`).blobs.fetch(DESCRIPTOR.digest));
    expect(error.message).toContain(`it does not accept the credentials found for '${registry.host}/r'`);
    expectNoSecret(error);
  });
});

describe('credentials', () => {
  test('are sent only when asked for', async () => {
    const { server, blobs } = await serve((_, response) => response.writeHead(200, { 'content-length': 5 }).end());
    await blobs.exists(DESCRIPTOR.digest);
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  test('are not sent along with a redirect to another host', async () => {
    const storage = await startOddServer((_, response) => response.end('found'));
    const { server, blobs } = await serve(({ url, headers }, response) => {
      if (headers.authorization === undefined) {
        return response.writeHead(401, { 'www-authenticate': 'Basic realm="odd"' }).end();
      }
      const target = url?.startsWith('/v2/') === true ? '/moved' : `${storage.url}/blob?signature=abc`;
      return response.writeHead(307, { location: target }).end();
    });
    expect((await (await blobs.fetch(DESCRIPTOR.digest)).toArray()).join('')).toBe('found');
    expect(server.seen.map(({ authorization }) => authorization === undefined)).toEqual([true, false, false]);
    expect(storage.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
  });

  test.each([
    ['for a password', () => 'Basic realm="x"'],
    ['for a token of its own service', (host = '') => `Bearer realm="http://${host}/token"`],
  ])('are not given to another host that asks %s', async (_, challenge) => {
    const storage = await startOddServer(({ headers }, response) =>
      response.writeHead(401, { 'www-authenticate': challenge(headers.host) }).end());
    const { blobs } = await serve((__, response) => response.writeHead(307, { location: `${storage.url}/blob` }).end());
    await expect(blobs.fetch(DESCRIPTOR.digest)).rejects.toMatchObject({ code: 'UNAUTHORIZED', message: expect.stringContaining(storage.url) });
    expect(storage.seen.map(({ url, authorization }) => [url, authorization])).toEqual([['/blob', undefined]]);
  });

  test('are not given to a token service in plain http elsewhere', async () => {
    const { server, blobs } = await serve((_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Bearer realm="http://tokens.example.com/token"' }).end());
    await expect(blobs.exists(DESCRIPTOR.digest)).rejects.toMatchObject({
      code: 'INSECURE',
      message: expect.stringContaining(`${server.host} wants credentials sent to http://tokens.example.com, which is refused, expected an https address`),
    });
  });

  test('are not given to a token service in plain http by a registry with TLS', async () => {
    const tls = temporaryTls();
    const tokens = await startOddServer((_, response) => response.end('{"token": "t"}'));
    const server = await startOddServer((_, response) =>
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${tokens.url}/token"` }).end(), tls);
    const client = quickClient({ ca: tls.ca, plainHttp: false, credentials: staticCredential(server.host, { username: 'u', password: SECRET }) });
    await expect(client.repository(`${server.host}/odd`).blobs.exists(DESCRIPTOR.digest)).rejects.toMatchObject({ code: 'INSECURE' });
    expect(tokens.seen).toHaveLength(0);
  });

  test('are not shown by what a registry echoes, nor by the client itself', async () => {
    const { client, blobs } = await serve(({ headers }, response) => {
      if (headers.authorization === undefined) {
        return response.writeHead(401, { 'www-authenticate': 'Basic realm="odd"' }).end();
      }
      const message = `bad ${headers.authorization}\n${Buffer.from(headers.authorization.slice(6), 'base64').toString()} ${encodeURIComponent(SECRET)}`;
      return response.writeHead(400).end(JSON.stringify({ errors: [{ code: 'DENIED', message }] }));
    });
    const error = await failureOf(blobs.fetch(DESCRIPTOR.digest));
    expect(error).toMatchObject({ code: 'REJECTED', entries: [{ code: 'DENIED', message: 'bad Basic *** u:*** ***' }] });
    expectNoSecret(error);
    expect(inspect(client, { depth: 20, showHidden: true })).not.toContain(SECRET);
  });

  test('that lack a right are told from wrong ones', async () => {
    const { blobs } = await serve(({ url, headers }, response) => {
      if (url?.startsWith('/token') === true) {
        return response.end(JSON.stringify({ token: 'a-token', expires_in: 300 }));
      }
      const why = headers.authorization === undefined ? '' : ',error="insufficient_scope"';
      return response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${headers.host}/token",service="s"${why}` }).end();
    });
    await expect(blobs.exists(DESCRIPTOR.digest)).rejects.toMatchObject({
      code: 'DENIED',
      message: expect.stringContaining('the credentials do not have the rights for this'),
    });
  });

  test('are asked for anew if the request that asked for them first is aborted', async () => {
    const { server, blobs } = await serve(({ url, headers }, response, number) => {
      if (url?.startsWith('/token') === true) {
        return number === 0 || response.end('{"token": "a-token", "expires_in": 300}');
      }
      return headers.authorization === undefined
        ? response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${headers.host}/token"` }).end()
        : response.writeHead(200, { 'content-length': 1 }).end();
    });
    const first = blobs.exists(DESCRIPTOR.digest, { signal: AbortSignal.timeout(60) });
    const second = blobs.exists(DESCRIPTOR.digest);
    await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await second).toBe(true);
    expect(server.seen.filter(({ url }) => url.startsWith('/token'))).toHaveLength(2);
  });

  test('in the form of an access token go to the registry as they are', async () => {
    const { server, blobs } = await serve(({ headers }, response) => headers.authorization === undefined
      ? response.writeHead(401, { 'www-authenticate': 'Bearer realm="https://tokens.example.com"' }).end()
      : response.writeHead(200, { 'content-length': 1 }).end(), { accessToken: 'an-access-token' });
    await blobs.exists(DESCRIPTOR.digest);
    expect(server.seen.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer an-access-token']);
  });

  test.each(['not json', '{}', '{"token": ""}', '[]'])('fails if a token service answers %j', async (answer) => {
    const { blobs } = await serve(({ url, headers }, response) => url?.startsWith('/token') === true
      ? response.end(answer)
      : response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${headers.host}/token"` }).end());
    await expect(blobs.exists(DESCRIPTOR.digest)).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
  });

  test('fails if a challenge names no address', async () => {
    const { blobs } = await serve((_, response) => response.writeHead(401, { 'www-authenticate': 'Bearer service="s"' }).end());
    await expect(blobs.exists(DESCRIPTOR.digest)).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
  });
});

async function serve(handler: Parameters<typeof startOddServer>[0], credential: Credential = { username: 'u', password: SECRET }) {
  const server: OddServer = await startOddServer(handler);
  const client = quickClient({ credentials: staticCredential(server.host, credential) });
  return { server, client, blobs: client.repository(`${server.host}/odd`).blobs };
}

function temporaryTls(): { cert: Buffer; key: Buffer; ca: string } {
  const folder = mkdtempSync(join(tmpdir(), 'auth-tls-'));
  const { certificateFile, keyFile, ca } = makeCertificates(folder);
  const tls = { cert: readFileSync(certificateFile), key: readFileSync(keyFile), ca };
  rmSync(folder, { recursive: true });
  return tls;
}

async function failureOf(promise: Promise<unknown>): Promise<OciError> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(OciError);
  return outcome as OciError;
}

function expectNoSecret(error: OciError): void {
  const shown = inspect(error, { depth: 20, showHidden: true });
  const basic = Buffer.from(`${USERNAME}:${SECRET}`).toString('base64');
  [SECRET, encodeURIComponent(SECRET), new URLSearchParams({ s: SECRET }).toString().slice(2), basic]
    .forEach((form) => expect(shown).not.toContain(form));
}
