import { once } from 'events';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { createServer, request as forward, type IncomingMessage } from 'http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { rootCertificates } from 'tls';
import { digestOf } from '../../src/contract/digest';
import { proxyFor } from '../../src/http-client/proxy';
import { OciClient } from '../../src/oci-client';
import { makeCertificates, type Certificates } from '../servers/certificates';
import { quickClient, startOddServer, stopOddServers, type OddHandler } from './odd-server';

const DIGEST = digestOf('x');
const folder = mkdtempSync(join(tmpdir(), 'transport-'));
let certificates: Certificates;
let tls: { cert: Buffer; key: Buffer };

beforeAll(() => {
  certificates = makeCertificates(folder);
  tls = { cert: readFileSync(certificates.certificateFile), key: readFileSync(certificates.keyFile) };
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(stopOddServers);

const found: OddHandler = (_, response) => response.writeHead(200, { 'content-length': 1 }).end();

describe('https', () => {
  test('trusts the CA it is given', async () => {
    const server = await startOddServer(found, tls);
    const client = quickClient({ ca: `some text\n${rootCertificates[0]}\n${certificates.ca}`, plainHttp: false });
    expect(await client.repository(`${server.host}/odd`).blobs.exists(DIGEST)).toBe(true);
    expect(await client.repository(`localhost:${server.host.split(':')[1]}/odd`).blobs.exists(DIGEST)).toBe(true);
  });

  test('trusts the CA of NODE_EXTRA_CA_CERTS too', async () => {
    const server = await startOddServer(found, tls);
    const client = quickClient({ ca: rootCertificates[0], plainHttp: false, env: { NODE_EXTRA_CA_CERTS: certificates.caFile } });
    expect(await client.repository(`${server.host}/odd`).blobs.exists(DIGEST)).toBe(true);
  });

  test('fails without the CA, at once, saying what to do', async () => {
    const server = await startOddServer(found, tls);
    await expect(quickClient({ plainHttp: false }).repository(`${server.host}/odd`).blobs.exists(DIGEST)).rejects.toMatchObject({
      code: 'TLS',
      message: expect.stringMatching(/the certificate of 127\.0\.0\.1:\d+ is not trusted \(.*\), name the authority that signed it: certificateAuthority of the storage, or --ca-file/),
    });
  });

  test('fails on a server that speaks plain http, saying what to do', async () => {
    const server = await startOddServer(found);
    await expect(quickClient({ plainHttp: false }).repository(`${server.host}/odd`).blobs.exists(DIGEST)).rejects.toMatchObject({
      code: 'TLS',
      message: expect.stringContaining(`${server.host} does not speak TLS: where plain http is meant, set plainHttp for a registry`),
    });
    expect(server.seen).toHaveLength(0);
  });

  test.each([
    ['', "ca holds no certificate, expected PEM text with 'BEGIN CERTIFICATE'"],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'certificate 1 of ca cannot be read'],
  ])('fails with a CA that is none', (ca, message) => {
    expect(() => new OciClient({ ca })).toThrow(message);
  });
});

describe('plain http', () => {
  test('is spoken to this machine, and to others only when told', async () => {
    const server = await startOddServer(found);
    expect(await quickClient().repository(`${server.host}/odd`).blobs.exists(DIGEST)).toBe(true);
    const proxied = { env: { HTTP_PROXY: server.url, HTTPS_PROXY: server.url }, timing: { tries: 1 } };
    expect(await quickClient({ ...proxied, plainHttp: ['registry.local'] }).repository('registry.local/odd').blobs.exists(DIGEST)).toBe(true);
    expect(await quickClient({ ...proxied, plainHttp: true }).repository('registry.local/odd').blobs.exists(DIGEST)).toBe(true);
    expect(server.seen.slice(1).map(({ url }) => url)).toEqual(Array(2).fill(`http://registry.local/v2/odd/blobs/${DIGEST}`));
    await expect(quickClient({ ...proxied, plainHttp: ['other.local'] }).repository('registry.local/odd').blobs.exists(DIGEST)).rejects.toThrow();
    expect(server.seen).toHaveLength(3);
  });
});

describe('a proxy', () => {
  test('tunnels https, once for many requests, with its own credentials for itself alone', async () => {
    const server = await startOddServer(found, tls);
    const proxy = await startProxy(server.host);
    const client = quickClient({ ca: certificates.ca, env: { HTTPS_PROXY: `http://me:pass%20word@${proxy.host}` } });
    // Only the proxy knows where that is.
    const { blobs } = client.repository('registry.example.com:5000/odd');
    expect(await blobs.exists(DIGEST)).toBe(true);
    expect(await blobs.exists(DIGEST)).toBe(true);
    expect(proxy.seen).toEqual([['CONNECT registry.example.com:5000', `Basic ${Buffer.from('me:pass word').toString('base64')}`]]);
    expect(server.seen.map(({ headers }) => [headers.host, headers['proxy-authorization']]))
      .toEqual(Array(2).fill(['registry.example.com:5000', undefined]));
    await proxy.stop();
  });

  test('fails where the tunnel ends at somebody else', async () => {
    const server = await startOddServer(found, tls);
    const proxy = await startProxy(server.host);
    const client = quickClient({ ca: certificates.ca, env: { HTTPS_PROXY: proxy.host } });
    await expect(client.repository('registry.example.org/odd').blobs.exists(DIGEST)).rejects.toMatchObject({
      code: 'TLS', message: expect.stringContaining('registry.example.org'),
    });
    expect(server.seen).toHaveLength(0);
    await proxy.stop();
  });

  test.each([
    ['says nothing', ''],
    ['opens a tunnel in which nothing is said', 'HTTP/1.1 200 Connection established\r\n\r\n'],
  ])('fails if it %s, and leaves no connection behind', async (_, answer) => {
    const proxy = await startSilentProxy(answer);
    const client = quickClient({ env: { HTTPS_PROXY: proxy.host }, timing: { connectTimeout: 100 } });
    await expect(client.repository('registry.example.com/odd').blobs.exists(DIGEST)).rejects.toMatchObject({ code: 'TIMEOUT' });
    await proxy.idle();
    expect(proxy.connections()).toBeGreaterThan(1);
    await proxy.stop();
  });

  test('that says nothing is left at once by a client that is closed', async () => {
    const proxy = await startSilentProxy('');
    const client = quickClient({ env: { HTTPS_PROXY: proxy.host }, timing: { connectTimeout: 60_000, tries: 1 } });
    const asking = client.repository('registry.example.com/odd').blobs.exists(DIGEST).catch((error: Error) => error.message);
    await proxy.asked();
    client.close();
    expect(await asking).toContain('the client was closed');
    await proxy.idle();
    await proxy.stop();
  });

  test('forwards plain http', async () => {
    const server = await startOddServer(found);
    const proxy = await startProxy(server.host);
    const client = quickClient({ plainHttp: true, env: { http_proxy: `http://me:word@${proxy.host}` } });
    expect(await client.repository('registry.example.com/odd').blobs.exists(DIGEST)).toBe(true);
    expect(proxy.seen).toEqual([[`HEAD http://registry.example.com/v2/odd/blobs/${DIGEST}`, `Basic ${Buffer.from('me:word').toString('base64')}`]]);
    expect(server.seen[0]?.headers.host).toBe('registry.example.com');
    await proxy.stop();
  });

  test.each([[407, 'DENIED', 1], [403, 'DENIED', 1], [502, 'UNAVAILABLE', 5]])('fails if it refuses with %i: %s after %i tries', async (status, code, tries) => {
    const proxy = await startProxy('127.0.0.1:1', status);
    const client = quickClient({ env: { HTTPS_PROXY: proxy.host } });
    await expect(client.repository('registry.example.com/odd').blobs.exists(DIGEST)).rejects.toMatchObject({ code, status });
    expect(proxy.seen).toHaveLength(tries);
    await proxy.stop();
  });

  test('fails if it refuses, with its name but not its password', async () => {
    const proxy = await startProxy('127.0.0.1:1', 407);
    const client = quickClient({ env: { HTTPS_PROXY: `http://me:hunter2@${proxy.host}` } });
    const failure = client.repository('registry.example.com/odd').blobs.exists(DIGEST);
    await expect(failure).rejects.toThrow(`proxy ${proxy.host} refused to connect to registry.example.com:443: 407`);
    await expect(failure).rejects.not.toThrow('hunter2');
    await proxy.stop();
  });

  test.each([
    ['https://a.io', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['https://a.io', { https_proxy: 'p:1', HTTPS_PROXY: 'http://q' }, 'http://p:1/'],
    ['http://a.io', { HTTPS_PROXY: 'http://p' }, undefined],
    ['http://a.io', { HTTP_PROXY: 'https://p' }, 'https://p/'],
    ['http://localhost:5000', { HTTP_PROXY: 'http://p' }, undefined],
    ['http://127.0.0.1', { HTTP_PROXY: 'http://p' }, undefined],
    ['https://a.io', {}, undefined],
  ])('for %s with %j is %s', (url, env, expected) => {
    expect(proxyFor(new URL(url), env)?.href).toBe(expected);
  });

  test.each([
    ['*', true], ['a.example.com', true], ['example.com', true], ['.example.com', true], ['*.example.com', true], ['EXAMPLE.com', true],
    ['a.example.com:5000', true], ['a.example.com:5001', false], ['other, example.com', true], ['ample.com', false], ['.a.example.com', false], ['', false],
  ])('is left out for a.example.com:5000 by NO_PROXY=%s: %s', (list, out) => {
    expect(proxyFor(new URL('https://a.example.com:5000/v2'), { HTTPS_PROXY: 'http://p', NO_PROXY: list }) === undefined).toBe(out);
  });

  test.each([
    ['https://10.1.2.3', '10.0.0.0/8', true], ['https://11.1.2.3', '10.0.0.0/8', false], ['https://10.1.2.3', '10.1.2.3', true],
    ['https://10.1.2.3', '2.3', false], ['https://10.1.2.3', '10.0.0.0/99', false], ['https://10.1.2.3', 'x/8', false],
    ['https://[fd00::1]', 'fd00::/8', true], ['https://[fd00::1]', 'fd00::1', true], ['https://[fd00::1]', '10.0.0.0/8', false],
  ])('is left out for %s by NO_PROXY=%s: %s', (url, list, out) => {
    expect(proxyFor(new URL(url), { HTTPS_PROXY: 'http://p', NO_PROXY: list }) === undefined).toBe(out);
  });

  test('fails if it is no address, without showing it', () => {
    expect(() => proxyFor(new URL('https://a.io'), { HTTPS_PROXY: 'socks5://me:hunter2@p' }))
      .toThrow(/^HTTPS_PROXY is not an address of a proxy, expected http:\/\/host:port$/);
  });
});

describe('a connection', () => {
  test('is kept after a look at content that is large', async () => {
    const sockets = new Set<unknown>();
    const server = await startOddServer(({ socket }, response) => {
      sockets.add(socket);
      response.writeHead(200, { 'content-length': 10_000_000 }).end();
    });
    const { blobs } = quickClient().repository(`${server.host}/odd`);
    for (let looks = 0; looks < 3; looks += 1) {
      expect(await blobs.head(DIGEST)).toMatchObject({ size: 10_000_000 });
    }
    expect(sockets.size).toBe(1);
  });
});

describe('redirects', () => {
  test('fail when they go round', async () => {
    const server = await startOddServer(({ url }, response) => response.writeHead(302, { location: url }).end());
    await expect(quickClient().repository(`${server.host}/odd`).blobs.fetch(DIGEST)).rejects.toMatchObject({
      code: 'INVALID_RESPONSE', message: expect.stringContaining('redirects more than 10 times'),
    });
    expect(server.seen).toHaveLength(11);
  });

  test('fail for an upload that would become a GET', async () => {
    const server = await startOddServer(({ method }, response) => method === 'HEAD'
      ? response.writeHead(404).end()
      : response.writeHead(301, { location: '/elsewhere' }).end());
    const descriptor = { mediaType: 'a/b', digest: DIGEST, size: 1 };
    const source = { size: 1, open: () => { throw new Error('never opened'); } };
    await expect(quickClient().repository(`${server.host}/odd`).blobs.push(descriptor, source)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });

  test.each(['http://[bad', 'ftp://a.io/x'])('fail to %s', async (location) => {
    const server = await startOddServer((_, response) => response.writeHead(307, { location }).end());
    await expect(quickClient().repository(`${server.host}/odd`).blobs.fetch(DIGEST)).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
  });
});

test('the client names itself', async () => {
  const server = await startOddServer(found);
  await quickClient().repository(`${server.host}/odd`).blobs.exists(DIGEST);
  await quickClient({ userAgent: 'mine/1' }).repository(`${server.host}/odd`).blobs.exists(DIGEST);
  expect(server.seen.map(({ headers }) => headers['user-agent'])).toEqual(['cdk8s-tekton', 'mine/1']);
});

/** A server that takes connections and answers whatever it hears in the same way, or not at all. */
async function startSilentProxy(answer: string) {
  const open = new Set<Socket>();
  let connections = 0;
  const server = createTcpServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.once('data', () => {
      socket.write(answer);
      server.emit('asked');
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      open.delete(socket);
      server.emit('left');
    });
    socket.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    /** Waits until somebody asks for something. */
    asked: () => once(server, 'asked'),
    /** Waits until nobody is connected. */
    idle: async () => {
      while (open.size > 0) await once(server, 'left');
    },
    stop: async () => {
      open.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

/** A proxy that leads to one host, whatever it is asked for. */
async function startProxy(target: string, refuseWith?: number) {
  const seen: [string, string | undefined][] = [];
  const note = ({ method, url, headers }: IncomingMessage) => seen.push([`${method} ${url}`, headers['proxy-authorization']]);
  const [hostname, port] = target.split(':');
  const server = createServer((request, response) => {
    note(request);
    const { pathname } = new URL(request.url ?? '');
    request.pipe(forward({ hostname, port, method: request.method, path: pathname, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    }));
  });
  const tunnels: { destroy(): void }[] = [];
  server.on('connect', (request, socket) => {
    note(request);
    if (refuseWith !== undefined) {
      socket.end(`HTTP/1.1 ${refuseWith} No\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    tunnels.push(socket, upstream);
    [socket, upstream].forEach((end) => end.on('error', () => undefined));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: async () => {
      tunnels.forEach((tunnel) => tunnel.destroy());
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
