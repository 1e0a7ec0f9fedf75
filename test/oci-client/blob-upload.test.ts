import { randomBytes } from 'crypto';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Readable } from 'stream';
import { buffer } from 'stream/consumers';
import { digestOf } from '../../src/contract/digest';
import { bytesSource, staticCredential, type OciClientOptions } from '../../src/oci-client';
import { makeCertificates } from '../servers/certificates';
import { quickClient, startOddServer, stopOddServers, UploadApi, type OddHandler } from './odd-server';

const CONTENT = randomBytes(1_000_000);
const DESCRIPTOR = { mediaType: 'application/octet-stream', digest: digestOf(CONTENT), size: CONTENT.length };
const SOURCE = bytesSource(CONTENT);

afterEach(stopOddServers);

describe('an upload', () => {
  test('is one PUT with its length', async () => {
    const { server, api, blobs } = await serve();
    expect(await blobs.push(DESCRIPTOR, SOURCE)).toBe('uploaded');
    expect(server.lines()).toEqual([
      'HEAD /v2/odd/blobs/<digest>',
      'POST /v2/odd/blobs/uploads/',
      'PUT /upload/1?state=a%2Fb&digest=<digest>',
    ]);
    expect(server.seen[2]?.headers).toMatchObject({ 'content-length': '1000000', 'content-type': 'application/octet-stream' });
    expect(server.seen[2]?.headers['transfer-encoding']).toBeUndefined();
    expect(api.stored?.equals(CONTENT)).toBe(true);
  });

  test('takes from its source only what the registry takes', async () => {
    const size = 1024 * 1024 * 1024;
    let taken = 0;
    // Ends early, so that taking too much fails the test and does not hang it.
    const block = () => taken > 64 * 1024 * 1024 ? null : Buffer.alloc(65_536);
    const source = { size, open: () => new Readable({ read(): void { taken += 65_536; this.push(block()); } }) };
    const { blobs } = await serve(({ method }) => method === 'PUT', { timing: { stallTimeout: 200, tries: 1 } });
    const descriptor = { ...DESCRIPTOR, size };
    await expect(blobs.push(descriptor, source)).rejects.toMatchObject({ code: 'TIMEOUT' });
    // What fits into the buffers of both sockets.
    expect(taken).toBeLessThan(32 * 1024 * 1024);
  });

  test('opens a new one when it breaks, and cancels the old', async () => {
    const { server, api, blobs } = await serve(({ method, socket }, _, number) => {
      if (method === 'PUT' && number === 0) {
        socket.destroy();
        return true;
      }
      return false;
    });
    expect(await blobs.push(DESCRIPTOR, SOURCE)).toBe('uploaded');
    expect(methods(server)).toEqual(['HEAD', 'POST', 'PUT', 'DELETE', 'HEAD', 'POST', 'PUT']);
    expect(api.stored?.equals(CONTENT)).toBe(true);
  });

  test('is not repeated if only its answer was lost', async () => {
    const { server, blobs } = await serve((request, _, number, api) => {
      if (request.method !== 'PUT' || number > 0) {
        return false;
      }
      void buffer(request).then((content) => {
        api.stored = content;
        request.socket.destroy();
      });
      return true;
    });
    expect(await blobs.push(DESCRIPTOR, SOURCE)).toBe('uploaded');
    expect(methods(server)).toEqual(['HEAD', 'POST', 'PUT', 'DELETE', 'HEAD']);
  });

  test('is opened anew if the registry has lost it', async () => {
    const { server, api, blobs } = await serve(({ method }, response, number) => method === 'PUT' && number === 0
      && response.writeHead(404, { connection: 'close' }).end('{"errors": [{"code": "BLOB_UPLOAD_UNKNOWN"}]}'));
    expect(await blobs.push(DESCRIPTOR, SOURCE)).toBe('uploaded');
    expect(methods(server).filter((method) => method === 'POST')).toHaveLength(2);
    expect(api.stored?.equals(CONTENT)).toBe(true);
  });

  test('goes in chunks after a 413, smaller ones after another', async () => {
    const { server, api, blobs } = await serve(limitBodies(300_000), { uploads: { chunkSize: 500_000 } });
    expect(await blobs.push(DESCRIPTOR, SOURCE)).toBe('uploaded');
    expect(server.seen.filter(({ method }) => method === 'PATCH').map(({ headers }) => headers['content-range'])).toEqual([
      '0-499999', '0-249999', '250000-499999', '500000-749999', '750000-999999',
    ]);
    expect(api.stored?.equals(CONTENT)).toBe(true);
  });

  test('goes in chunks when the connection broke twice', async () => {
    const { server, api, blobs } = await serve((request) => {
      const cut = Number(request.headers['content-length'] ?? 0) > 600_000;
      if (cut) {
        request.socket.destroy();
      }
      return cut;
    }, { uploads: { chunkSize: 500_000 } });
    expect(await blobs.push(DESCRIPTOR, SOURCE)).toBe('uploaded');
    expect(methods(server).filter((method) => method === 'PATCH')).toHaveLength(2);
    expect(api.stored?.equals(CONTENT)).toBe(true);
  });

  test('makes no chunk below OCI-Chunk-Min-Length but the last', async () => {
    const { server, blobs } = await serve((request, response) => {
      if (request.method === 'POST') {
        response.writeHead(202, { 'location': '/upload/1', 'oci-chunk-min-length': '400000' }).end();
        return true;
      }
      return false;
    }, { uploads: { chunked: true, chunkSize: 100_000 } });
    await blobs.push(DESCRIPTOR, SOURCE);
    expect(server.seen.filter(({ method }) => method === 'PATCH').map(({ headers }) => headers['content-length']))
      .toEqual(['400000', '400000', '200000']);
  });

  test('goes on after a broken chunk with what the registry has of it', async () => {
    const { server, api, blobs } = await serve((request, _, number, known) => {
      if (request.method !== 'PATCH' || number !== 1) {
        return false;
      }
      void buffer(request).then((content) => {
        known.received = Buffer.concat([known.received, content.subarray(0, 12_345)]);
        request.socket.destroy();
      });
      return true;
    }, { uploads: { chunked: true, chunkSize: 400_000 } });
    expect(await blobs.push(DESCRIPTOR, SOURCE)).toBe('uploaded');
    expect(server.seen.filter(({ method }) => method === 'PATCH').map(({ headers }) => headers['content-range'])).toEqual([
      '0-399999', '400000-799999', '800000-999999', '812345-999999',
    ]);
    expect(api.stored?.equals(CONTENT)).toBe(true);
  });

  test('fails where what was taken is lost again and again', async () => {
    const { blobs } = await serve((request, _, number, api) => {
      if (request.method !== 'PATCH' || number % 2 === 0) {
        return false;
      }
      api.received = Buffer.alloc(0);
      request.socket.destroy();
      return true;
    }, { uploads: { chunked: true, chunkSize: 400_000 } });
    await expect(blobs.push(DESCRIPTOR, SOURCE)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('fails where the registry keeps only the first chunk', async () => {
    // As ECR does.
    const { server, blobs } = await serve((request, response, _, api) => {
      if (request.method !== 'PATCH') {
        return false;
      }
      void buffer(request).then((content) => {
        api.received = api.received.length === 0 ? content : api.received;
        response.writeHead(201, { range: api.range() }).end();
      });
      return true;
    }, { uploads: { chunked: true, chunkSize: 400_000 } });
    await expect(blobs.push(DESCRIPTOR, SOURCE)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('the registry does not put chunks together: it has 400000 bytes after the chunk of bytes 400000 to 800000'),
    });
    expect(methods(server)).not.toContain('PUT');
    expect(methods(server).at(-1)).toBe('DELETE');
  });

  test('fails if the registry takes all chunks and loses some', async () => {
    const { blobs } = await serve((request, response, _, api) => {
      if (request.method !== 'PUT') {
        return false;
      }
      api.stored = api.received.subarray(0, 10);
      response.writeHead(201).end();
      return true;
    }, { uploads: { chunked: true, chunkSize: 400_000 } });
    await expect(blobs.push(DESCRIPTOR, SOURCE)).rejects.toMatchObject({
      code: 'SIZE_MISMATCH',
      message: expect.stringContaining('the registry took the content but has 10 of its 1000000 bytes'),
    });
  });

  test('fails if the registry only accepts it and then does not have it', async () => {
    const { blobs } = await serve(({ method }, response) => method === 'PUT' && response.writeHead(202).end());
    await expect(blobs.push(DESCRIPTOR, SOURCE)).rejects.toMatchObject({ code: 'SIZE_MISMATCH', message: expect.stringContaining('has none of its') });
  });

  test('fails if the registry has it already, but cut short', async () => {
    const { blobs } = await serve(({ method }, response) => method === 'HEAD' && response.writeHead(200, { 'content-length': 5 }).end());
    await expect(blobs.push(DESCRIPTOR, SOURCE)).rejects.toMatchObject({
      code: 'SIZE_MISMATCH',
      message: expect.stringContaining('the registry has it already, but with 5 instead of 1000000 bytes'),
    });
  });

  test.each([['less', 999_999], ['more', 1_000_001]])('fails if the content has %s than its size', async (_, size) => {
    const { api, blobs } = await serve();
    const changed = { size: CONTENT.length, open: () => Readable.from([Buffer.alloc(size)], { objectMode: false }) };
    await expect(blobs.push(DESCRIPTOR, changed)).rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
    expect(api.stored).toBeUndefined();
  });

  test.each([
    ['opened', () => { throw new Error('disk on fire'); }],
    ['read', () => new Readable({ read(): void { this.destroy(new Error('disk on fire')); } })],
  ])('fails if the content cannot be %s, with the reason', async (_, open: () => Readable) => {
    const { server, blobs } = await serve();
    await expect(blobs.push(DESCRIPTOR, { size: CONTENT.length, open })).rejects.toMatchObject({
      code: 'UNREADABLE',
      message: expect.stringContaining('the content to send cannot be read: disk on fire'),
    });
    expect(methods(server).filter((method) => method === 'POST')).toHaveLength(1);
  });

  test('fails when it is aborted, and cancels what it had begun', async () => {
    const aborter = new AbortController();
    const { server, blobs } = await serve((request) => {
      if (request.method === 'PUT') {
        aborter.abort();
      }
      return request.method === 'PUT';
    });
    await expect(blobs.push(DESCRIPTOR, SOURCE, { signal: aborter.signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(methods(server)).toEqual(['HEAD', 'POST', 'PUT', 'DELETE']);
  });

  test('fails when the registry takes nothing any more', async () => {
    const { blobs } = await serve(({ method }) => method === 'PUT', { timing: { stallTimeout: 40, commitTimeout: 40, tries: 2 } });
    await expect(blobs.push(DESCRIPTOR, SOURCE)).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  test('fails without a place to send to', async () => {
    const { blobs } = await serve(({ method }, response) => method === 'POST' && response.writeHead(202).end());
    await expect(blobs.push(DESCRIPTOR, SOURCE)).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
  });
});

describe('the location of an upload', () => {
  test('on another host gets the content without credentials', async () => {
    const api = new UploadApi();
    const storage = await startOddServer((request, response) => api.answer(request, response));
    const { server, blobs, repository } = await serve((request, response) => {
      if (request.headers.authorization === undefined) {
        return response.writeHead(401, { 'www-authenticate': 'Basic realm="odd"' }).end();
      }
      return request.method === 'POST' && response.writeHead(202, { location: `${storage.url}/bucket/1?signature=abc` }).end();
    }, ({ host }) => ({ credentials: staticCredential(host, { username: 'u', password: 'secret' }) }));
    expect(await blobs.push(DESCRIPTOR, SOURCE)).toBe('uploaded');
    expect(server.seen.at(-1)?.authorization).toMatch(/^Basic /);
    expect(storage.lines()).toEqual(['PUT /bucket/1?signature=abc&digest=<digest>']);
    expect(storage.seen[0]?.authorization).toBeUndefined();
    expect(repository.reference.host).not.toBe(storage.host);
  });

  test('fails where another server said yes to the content and the registry does not have it', async () => {
    const page = await startOddServer((request, response) => void request.resume().on('end', () => response.writeHead(201).end()));
    const { blobs } = await serve((request, response) => {
      if (request.method === 'PUT') return response.writeHead(307, { location: `${page.url}/login` }).end();
      return response.writeHead(request.method === 'POST' ? 202 : 404, { location: '/v2/odd/blobs/uploads/1' }).end();
    });
    await expect(blobs.push(DESCRIPTOR, SOURCE)).rejects.toThrow('the registry took the content but has none of its');
  });

  test('fails if it leads from https to http', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'upload-tls-'));
    const { certificateFile, keyFile, ca } = makeCertificates(folder);
    const tls = { cert: readFileSync(certificateFile), key: readFileSync(keyFile) };
    rmSync(folder, { recursive: true });
    const storage = await startOddServer((_, response) => response.end());
    const server = await startOddServer(({ method }, response) => method === 'HEAD'
      ? response.writeHead(404).end()
      : response.writeHead(202, { location: `${storage.url}/bucket/1?signature=abc` }).end(), tls);
    const { blobs } = quickClient({ ca, plainHttp: false }).repository(`${server.host}/odd`);
    const failure = blobs.push(DESCRIPTOR, SOURCE);
    await expect(failure).rejects.toMatchObject({ code: 'INSECURE', message: expect.stringContaining('from https to plain http') });
    await expect(failure).rejects.not.toThrow('signature');
    expect(storage.seen).toHaveLength(0);
  });
});

describe('a mount', () => {
  test('that the registry takes for an upload is uploaded', async () => {
    const { server, blobs } = await serve();
    expect(await blobs.push(DESCRIPTOR, SOURCE, { mountFrom: 'other' })).toBe('uploaded');
    expect(server.lines()[1]).toBe('POST /v2/odd/blobs/uploads/?mount=<digest>&from=other');
    expect(methods(server)).toEqual(['HEAD', 'POST', 'PUT']);
  });

  test('that the registry refuses is uploaded', async () => {
    const { server, blobs } = await serve(({ method, url }, response) =>
      method === 'POST' && url?.includes('mount=') === true && response.writeHead(403).end());
    expect(await blobs.push(DESCRIPTOR, SOURCE, { mountFrom: 'other' })).toBe('uploaded');
    expect(methods(server)).toEqual(['HEAD', 'POST', 'POST', 'PUT']);
  });
});

/** An upload API but for what `odd` answers itself, then returning something true. */
type Odd = (...args: [...Parameters<OddHandler>, UploadApi]) => unknown;

async function serve(odd: Odd = () => false, options: OciClientOptions | ((server: { host: string }) => OciClientOptions) = {}) {
  const api = new UploadApi();
  const server = await startOddServer((request, response, number) =>
    odd(request, response, number, api) || api.answer(request, response));
  const client = quickClient(typeof options === 'function' ? options(server) : options);
  const repository = client.repository(`${server.host}/odd`);
  return { server, api, repository, blobs: repository.blobs };
}

/** A proxy before a registry: it looks at the head of a request and takes no more. */
function limitBodies(limit: number): Odd {
  return (request, response) => {
    const tooLarge = Number(request.headers['content-length'] ?? 0) > limit;
    return tooLarge && response.writeHead(413, { connection: 'close' }).end();
  };
}

function methods(server: { seen: { method: string }[] }): string[] {
  return server.seen.map(({ method }) => method);
}
