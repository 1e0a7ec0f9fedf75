import { createHash, randomBytes } from 'crypto';
import type { IncomingMessage, ServerResponse } from 'http';
import { buffer } from 'stream/consumers';
import type { ObjectStore } from '../../src/agent/stores/object/object-store';
import { digestOf } from '../../src/contract/digest';
import { MEDIA_TYPES } from '../../src/contract/media-types';
import type { StorageConfig } from '../../src/contract/storage-config';
import { bytesSource } from '../../src/http-client/source';
import { startOddServer, stopOddServers, type OddServer } from '../oci-client/odd-server';
import { AZURITE_ACCOUNT, startAzurite } from '../servers/azurite';
import { describeWithServer } from '../servers/binaries';
import { BUCKET, startFakeGcs, startVersityGw, type ObjectServer } from '../servers/object-server';
import { shareOf } from '../servers/share';
import { startInterceptor, type Answer, type Interceptor } from './interceptor';
import { closeBuckets, testBucket, testStore, uriOf } from './object-support';
import { expectFailure } from './support';

// servers of other people, on machines that may be busy

const interceptors: Interceptor[] = [];

afterEach(async () => {
  closeBuckets();
  await stopOddServers();
  await Promise.all(interceptors.splice(0).map((interceptor) => interceptor.stop()));
});

const MIB = 1024 * 1024;
const LARGE = randomBytes(33 * MIB);
const DESCRIPTOR = { mediaType: MEDIA_TYPES.binary, digest: digestOf(LARGE), size: LARGE.length };

/** Fails the first requests that fit, in every way that passes. */
function failing(fits: (request: IncomingMessage) => boolean): Answer & { readonly failed: string[] } {
  const ways: ((response: ServerResponse) => void)[] = [
    (response) => response.socket?.destroy(),
    (response) => response.writeHead(503, { 'retry-after': '0' }).end('<Error><Code>SlowDown</Code></Error>'),
    (response) => response.writeHead(500).end('<Error><Code>InternalError</Code></Error>'),
  ];
  const failed: string[] = [];
  const answer: Answer = (request, response) => {
    if (!fits(request) || failed.length >= ways.length) return false;
    ways[failed.length](response);
    failed.push(`${request.method} ${request.url}`);
    return true;
  };
  return Object.assign(answer, { failed });
}

/** A store whose server is reached through one that fails. */
async function behind(server: ObjectServer, key: keyof StorageConfig, answer: Answer): Promise<ObjectStore> {
  const { host } = new URL(server.url);
  const interceptor = await startInterceptor(host, answer);
  interceptors.push(interceptor);
  const storage = { ...server.storage, [key]: (server.storage[key] as string).replace(host, interceptor.host) };
  return testStore(uriOf(storage, `${randomBytes(4).toString('hex')}/`), { storage, env: server.env, timing: { deadline: 60_000 } });
}

async function expectRoundTrip(store: ObjectStore): Promise<void> {
  expect(await store.put(DESCRIPTOR, bytesSource(LARGE))).toBe('stored');
  expect(digestOf(await buffer(await store.get(DESCRIPTOR)))).toBe(DESCRIPTOR.digest);
}

describeWithServer('versitygw', 's3: versitygw, behind a network that fails', () => {
  let server: ObjectServer;
  beforeAll(async () => { server = await startVersityGw(); });
  afterAll(() => server.stop());

  test.each(shareOf<[string, (request: IncomingMessage) => boolean]>([
    ['a part', (request: IncomingMessage) => /partNumber=2/.test(request.url ?? '')],
    ['the look before', (request: IncomingMessage) => request.method === 'HEAD'],
    ['the opening', (request: IncomingMessage) => request.method === 'POST' && /uploads/.test(request.url ?? '')],
    ['the end', (request: IncomingMessage) => request.method === 'POST' && /uploadId=/.test(request.url ?? '')],
    ['the download', (request: IncomingMessage) => request.method === 'GET'],
  ]))('%s is tried again', async (_, fits) => {
    const answer = failing(fits);
    await expectRoundTrip(await behind(server, 's3.endpoint', answer));
    expect(answer.failed).toHaveLength(3);
  }, 60_000);
});

describeWithServer('fake-gcs-server', 'gcs: fake-gcs-server, behind a network that fails', () => {
  let server: ObjectServer;
  beforeAll(async () => { server = await startFakeGcs(); });
  afterAll(() => server.stop());

  test.each(shareOf<[string, (request: IncomingMessage) => boolean]>([
    ['the download', (request: IncomingMessage) => request.method === 'GET' && /alt=media/.test(request.url ?? '')],
    ['the look before', (request: IncomingMessage) => request.method === 'GET' && /fields=size$/.test(request.url ?? '')],
    ['the opening', (request: IncomingMessage) => /uploadType=resumable/.test(request.url ?? '') && request.method === 'POST'],
  ]))('%s is tried again', async (_, fits) => {
    const answer = failing(fits);
    await expectRoundTrip(await behind(server, 'gcs.endpoint', answer));
    expect(answer.failed).toHaveLength(3);
  }, 60_000);
});

describeWithServer('azurite', 'azure: azurite, behind a network that fails', () => {
  let server: ObjectServer;
  beforeAll(async () => { server = await startAzurite(); });
  afterAll(() => server.stop());

  test.each(shareOf<[string, (request: IncomingMessage) => boolean]>([
    ['the end', (request: IncomingMessage) => /comp=blocklist/.test(request.url ?? '')],
    ['the look before', (request: IncomingMessage) => request.method === 'HEAD'],
    ['a block', (request: IncomingMessage) => /comp=block&/.test(request.url ?? '')],
    ['the download', (request: IncomingMessage) => request.method === 'GET'],
  ]))('%s is tried again', async (_, fits) => {
    const answer = failing(fits);
    await expectRoundTrip(await behind(server, 'azure.endpoint', answer));
    expect(answer.failed).toHaveLength(3);
  }, 60_000);

  test('the end of an upload whose answer was lost is found to be done', async () => {
    let lost = 0;
    const store = await behind(server, 'azure.endpoint', (request, response) => {
      if (!/comp=blocklist/.test(request.url ?? '') || lost > 0) return false;
      lost += 1;
      // it arrives, and nobody hears of it
      response.writeHead = () => { response.socket?.destroy(); return response; };
      return false;
    });
    expect(await store.put(DESCRIPTOR, bytesSource(LARGE))).toBe('present');
    expect(lost).toBe(1);
  }, 60_000);
});

describe('an S3 that is not quite S3', () => {
  const bucket = (server: OddServer, more: StorageConfig = {}) => testBucket(`s3://${BUCKET}`, {
    storage: { 'backend': 's3', 's3.bucket': BUCKET, 's3.endpoint': server.url, ...more }, env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'secret-b' },
  });
  const object = (content: Buffer) => ({ key: 'k', mediaType: 'x/y', source: bytesSource(content) });

  test('does without a condition it does not know, from then on', async () => {
    const server = await startOddServer((request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(request.headers['if-none-match'] ? 501 : 200).end());
    });
    const store = bucket(server);
    expect([await store.create(object(Buffer.from('x'))), await store.create(object(Buffer.from('x')))]).toEqual([true, true]);
    expect(server.seen.map(({ headers }) => headers['if-none-match'])).toEqual(['*', undefined, undefined]);
  });

  test('is told how to encrypt', async () => {
    const server = await startOddServer((request, response) => void request.resume().on('end', () => response.end()));
    await bucket(server, { 's3.encryption': 'aws:kms', 's3.kmsKeyId': 'alias/artifacts' }).replace(object(Buffer.from('x')));
    expect(server.seen[0].headers).toMatchObject({ 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': 'alias/artifacts', 'content-type': 'x/y' });
    expect(server.seen[0].authorization).toContain('x-amz-server-side-encryption;x-amz-server-side-encryption-aws-kms-key-id');
  });

  test('that says 200 and then that it failed is believed the second', async () => {
    let ends = 0;
    const server = await startOddServer((request, response) => void request.resume().on('end', () => {
      const url = request.url ?? '';
      if (request.method === 'POST' && url.includes('uploads=')) response.end('<R><UploadId>u&amp;1</UploadId></R>');
      else if (request.method === 'PUT') response.writeHead(200, { etag: '"t"' }).end();
      else response.end((ends += 1) === 1 ? '<Error><Code>InternalError</Code></Error>' : '<CompleteMultipartUploadResult/>');
    }));
    expect(await bucket(server).create(object(LARGE))).toBe(true);
    expect(ends).toBe(2);
    expect(server.seen.at(-1)?.url).toBe(`/${BUCKET}/k?uploadId=u%261`);
  });

  test('fails when parts cannot be put together, and removes them', async () => {
    const server = await startOddServer((request, response) => void request.resume().on('end', () => {
      const url = request.url ?? '';
      if (request.method === 'POST' && url.includes('uploads=')) response.end('<R><UploadId>u</UploadId></R>');
      else if (request.method === 'PUT') response.writeHead(200, { etag: '"t"' }).end();
      else response.writeHead(request.method === 'DELETE' ? 204 : 403).end('<Error><Code>AccessDenied</Code><Message>key secret-b may not</Message></Error>');
    }));
    await expect(bucket(server).create(object(LARGE))).rejects.toMatchObject({ code: 'DENIED', message: expect.stringContaining('AccessDenied: key *** may not') });
    expect(server.seen.at(-1)).toMatchObject({ method: 'DELETE', url: `/${BUCKET}/k?uploadId=u` });
  });

  test('that leads elsewhere is not followed with what proves who asks', async () => {
    const other = await startOddServer((_, response) => response.writeHead(403).end());
    const server = await startOddServer((_, response) => response.writeHead(307, { location: `${other.url}/x` }).end());
    const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'session' };
    const storage = { 'backend': 's3' as const, 's3.bucket': BUCKET, 's3.endpoint': server.url };
    await expect(testBucket(`s3://${BUCKET}`, { storage, env }).size('k')).rejects.toMatchObject({ code: 'DENIED' });
    expect(server.seen[0].headers['x-amz-security-token']).toBe('session');
    for (const { headers } of other.seen) expect(headers).not.toMatchObject({ authorization: expect.anything() });
    for (const { headers } of other.seen) expect(headers['x-amz-security-token']).toBeUndefined();
  });

  test('a bucket in the host name is reached through the proxy', async () => {
    const proxy = await startOddServer((_, response) => response.writeHead(200, { 'content-length': '3' }).end());
    const storage = { 'backend': 's3' as const, 's3.bucket': 'artifacts', 's3.endpoint': 'http://s3.example.test' };
    const env = { HTTP_PROXY: proxy.url, NO_PROXY: 'other.test', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    expect(await testBucket('s3://artifacts/ci', { storage, env }).size('k')).toBe(3);
    expect(proxy.seen[0]).toMatchObject({ url: 'http://artifacts.s3.example.test/ci/k', headers: { host: 'artifacts.s3.example.test' } });
  });

  test('fails with the region that the bucket is in', async () => {
    const server = await startOddServer((_, response) => response.writeHead(301, { 'x-amz-bucket-region': 'eu-west-1' }).end('<Error><Code>PermanentRedirect</Code></Error>'));
    await expect(bucket(server).readWhole('k', 10)).rejects.toThrow("the bucket is in region 'eu-west-1'");
  });
});

describe('a resumable upload to Google Cloud Storage', () => {
  const storage = (server: OddServer): StorageConfig => ({ 'backend': 'gcs', 'gcs.bucket': 'b', 'gcs.endpoint': server.url, 'gcs.kmsKeyName': 'projects/p/k' });

  test('goes on where it broke off', async () => {
    const received: Buffer[] = [];
    const size = () => received.reduce((sum, part) => sum + part.length, 0);
    const server = await startOddServer((request, response) => {
      if (request.method === 'POST') return response.writeHead(200, { location: `${server.url}/session` }).end();
      if (/^bytes \*/.test(String(request.headers['content-range']))) {
        return response.writeHead(308, size() === 0 ? {} : { range: `bytes=0-${size() - 1}` }).end();
      }
      return takeUpTo(12 * MIB, request, response, (part) => received.push(part), () => size() === LARGE.length);
    });
    const bucket = testBucket('gs://b', { storage: storage(server), timing: { deadline: 60_000 } });
    expect(await bucket.create({ key: 'k', mediaType: 'x/y', source: bytesSource(LARGE) })).toBe(true);
    expect(digestOf(Buffer.concat(received))).toBe(DESCRIPTOR.digest);
    expect(server.seen[0].url).toContain('uploadType=resumable&name=k&fields=size%2Cmd5Hash&ifGenerationMatch=0&kmsKeyName=projects%2Fp%2Fk');
  }, 60_000);

  test('fails where its answer was lost and the service has other bytes, which are removed there', async () => {
    const server = await startOddServer((request, response) => void request.resume().on('end', () => {
      if (request.method === 'POST') return response.writeHead(200, { location: `${server.url}/session` }).end();
      if (request.method === 'DELETE') return response.writeHead(204).end();
      if (!/^bytes \*/.test(String(request.headers['content-range']))) return request.socket.destroy();
      return response.end(JSON.stringify({ size: String(LARGE.length), md5Hash: 'b3RoZXI=' }));
    }));
    const upload = testBucket('gs://b', { storage: storage(server) }).create({ key: 'k', mediaType: 'x/y', source: bytesSource(LARGE) });
    await expect(upload).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(server.lines().slice(1)).toEqual(['PUT /session', 'PUT /session', 'DELETE /session', 'DELETE /storage/v1/b/b/o/k']);
  });

  test('fails rather than send content to another server', async () => {
    const server = await startOddServer((_, response) => response.writeHead(200, { location: 'http://127.0.0.1:1/session' }).end());
    await expect(testBucket('gs://b', { storage: storage(server) }).create({ key: 'k', mediaType: 'x/y', source: bytesSource(LARGE) })).rejects.toMatchObject({ code: 'INSECURE' });
  });
});

/** Takes so many bytes of a request and breaks off, unless it was the rest. */
function takeUpTo(limit: number, request: IncomingMessage, response: ServerResponse, take: (part: Buffer) => void, isWhole: () => boolean): void {
  let taken = 0;
  request.on('data', (chunk: Buffer) => {
    if (taken >= limit) return;
    take(chunk);
    taken += chunk.length;
    if (taken >= limit && !isWhole()) request.destroy();
  });
  request.on('end', () => response.end(JSON.stringify({ size: String(LARGE.length) })));
}

describe('bytes that are changed on their way', () => {
  const object = { key: 'k', mediaType: 'x/y', source: bytesSource(Buffer.from('content')) };
  const MD5 = 'mgNkuembtIDdJeHwKEyFVQ==';

  test('fail where Google Cloud Storage says that it has others, and are removed there', async () => {
    const server = await startOddServer((request, response) => void request.resume().on('end', () => (
      request.method === 'DELETE' ? response.writeHead(204).end() : response.end(JSON.stringify({ size: '7', md5Hash: 'b3RoZXI=' })))));
    const storage: StorageConfig = { 'backend': 'gcs', 'gcs.bucket': 'b', 'gcs.endpoint': server.url };
    await expect(testBucket('gs://b', { storage }).create(object)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(server.lines()).toEqual(['POST /upload/storage/v1/b/b/o?uploadType=media&name=k&fields=size%2Cmd5Hash&ifGenerationMatch=0', 'DELETE /storage/v1/b/b/o/k']);
  });

  test('fail where Azure finds another MD5', async () => {
    const server = await startOddServer((request, response) => void request.resume().on('end', () => (
      response.writeHead(400, { 'x-ms-error-code': 'Md5Mismatch' }).end('<Error><Code>Md5Mismatch</Code></Error>'))));
    const storage: StorageConfig = { 'backend': 'azure', 'azure.container': 'artifacts', 'azure.accountName': AZURITE_ACCOUNT, 'azure.endpoint': server.url };
    await expect(testBucket('azblob://artifacts', { storage }).create(object)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(server.seen[0].headers['content-md5']).toBe(MD5);
  });
});

test('a server of the http protocol is told the digest of what it gets, to refuse what was changed on its way', async () => {
  const server = await startOddServer((request, response) => void request.resume().on('end', () => response.writeHead(201).end()));
  const content = Buffer.from('content');
  await testBucket(`${server.url}/a`, { storage: { 'backend': 'http', 'http.url': `${server.url}/a` } })
    .replace({ key: 'k', mediaType: 'x/y', source: bytesSource(content), digest: digestOf(content) });
  expect(server.seen[0].headers['content-digest']).toBe(`sha-256=:${createHash('sha256').update(content).digest('base64')}:`);
});

describe('a login page that says yes to everything', () => {
  const object = { key: 'k', mediaType: 'x/y', source: bytesSource(Buffer.from('content')) };
  const STORES: readonly [string, string, (url: string) => StorageConfig][] = [
    ['s3', `s3://${BUCKET}`, (url) => ({ 'backend': 's3', 's3.bucket': BUCKET, 's3.endpoint': url })],
    ['gcs', 'gs://b-b', (url) => ({ 'backend': 'gcs', 'gcs.bucket': 'b-b', 'gcs.endpoint': url })],
    ['azure', 'azblob://artifacts', (url) => ({ 'backend': 'azure', 'azure.container': 'artifacts', 'azure.accountName': AZURITE_ACCOUNT, 'azure.endpoint': url })],
    ['http', '', (url) => ({ 'backend': 'http', 'http.url': `${url}/a` })],
  ];

  /** A server that leads writers away, and has what it had. */
  async function startLeading(has: boolean): Promise<OddServer> {
    const page = await startOddServer((request, response) => void request.resume().on('end', () => response.writeHead(request.headers['x-ms-blob-type'] ? 201 : 200).end()));
    return startOddServer((request, response) => void request.resume().on('end', () => {
      if (request.method === 'PUT' || request.method === 'POST' || request.method === 'DELETE') response.writeHead(307, { location: `${page.url}/login` }).end();
      else if (has) response.writeHead(200, request.method === 'HEAD' ? { 'content-length': '7' } : {}).end('{"size":"7"}');
      else response.writeHead(404).end();
    }));
  }

  test.each(STORES)('%s: fails what is not in the store behind it', async (_, uri, configure) => {
    const [empty, full] = [await startLeading(false), await startLeading(true)];
    const bucketOf = ({ url }: OddServer) => testBucket(uri || `${url}/a`, { storage: configure(url) });
    await expect(bucketOf(empty).create(object)).rejects.toThrow('it was redirected to http://127.0.0.1:');
    await expect(bucketOf(empty).replace(object)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(bucketOf(full).delete('k')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    // a server may well hand out addresses of its own storage
    await expect(bucketOf(full).create(object)).resolves.toBe(true);
    await expect(bucketOf(empty).delete('k')).resolves.toBeUndefined();
  });
});

test('fails to delete what is there where the list of its names is not', async () => {
  const server = await startOddServer(({ method }, response) => response.writeHead(method === 'HEAD' ? 200 : 404, { 'content-length': '7' }).end());
  const storage: StorageConfig = { 'backend': 's3', 's3.bucket': BUCKET, 's3.endpoint': server.url };
  await expectFailure(() => testStore(`s3://${BUCKET}`, { storage }).delete(DESCRIPTOR.digest), 'STORE_UNAVAILABLE', 'answered 404');
  expect(server.seen.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
});

test('fails by name when nobody answers', async () => {
  const storage: StorageConfig = { 'backend': 'azure', 'azure.container': 'artifacts', 'azure.accountName': AZURITE_ACCOUNT, 'azure.endpoint': 'http://127.0.0.1:1/x' };
  await expectFailure(() => testStore('azblob://artifacts', { storage, timing: { tries: 2 } }).list(''), 'STORE_UNAVAILABLE', "cannot list 'azblob://artifacts/names/'", 'ECONNREFUSED');
});
