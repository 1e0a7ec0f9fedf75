import { randomBytes } from 'crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Readable } from 'stream';
import { buffer } from 'stream/consumers';
import { putArtifact } from '../../src/agent/artifact/put-artifact';
import { ObjectStore } from '../../src/agent/stores/object/object-store';
import { parseObjectUri } from '../../src/agent/stores/object/object-uri';
import { partSize } from '../../src/agent/stores/object/parts';
import { textOf, textsOf } from '../../src/agent/stores/object/xml';
import { digestOf, hexOf } from '../../src/contract/digest';
import { MEDIA_TYPES } from '../../src/contract/media-types';
import { bytesSource } from '../../src/http-client/source';
import { startAzurite } from '../servers/azurite';
import { describeWithServer } from '../servers/binaries';
import { startHttpStore } from '../servers/http-store';
import { BUCKET, startFakeGcs, startMinio, startRclone, startVersityGw, type ObjectServer } from '../servers/object-server';
import { ALL } from '../servers/share';
import { closeBuckets, testBucket, testStore, uriOf } from './object-support';
import { expectFailure, FACTS, fileContent } from './support';

// servers of other people, on machines that may be busy

afterEach(closeBuckets);

const MIB = 1024 * 1024;

describeWithServer('versitygw', 's3: versitygw, what is large or many', () => {
  largeAndMany(() => startVersityGw());
});
describeWithServer('rclone', 's3: rclone, what is large or many', () => {
  largeAndMany(startRclone);
});
describeWithServer('minio', 's3: minio, what is large or many', () => {
  largeAndMany(startMinio);
});
describeWithServer('fake-gcs-server', 'gcs: fake-gcs-server, what is large or many', () => {
  largeAndMany(startFakeGcs);
});
describeWithServer('azurite', 'azure: azurite, what is large or many', () => {
  largeAndMany(() => startAzurite());
});
describe('http, what is large or many', () => {
  largeAndMany(async () => {
    const server = await startHttpStore();
    const path = join(server.folder, '.secret');
    mkdirSync(path);
    writeFileSync(join(path, 'token'), server.token);
    return { ...server, secret: { name: 'keys', path } };
  });
});

function largeAndMany(start: () => Promise<ObjectServer & { readonly secret?: { readonly name: string; readonly path: string } }>): void {
  let server: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => { server = await start(); });
  afterAll(() => server.stop());
  const timing = { stallTimeout: 30_000, deadline: 60_000 };
  const open = (prefix: string): ObjectStore => testStore(uriOf(server.storage, prefix), { ...server, timing });

  test('content of many parts comes back as it was put', async () => {
    const store = open('large/');
    const content = randomBytes(41 * MIB + 7);
    const descriptor = { mediaType: MEDIA_TYPES.binary, digest: digestOf(content), size: content.length };
    expect(await store.put(descriptor, bytesSource(content))).toBe('stored');
    expect(await store.put(descriptor, bytesSource(content))).toBe('present');
    expect(digestOf(await buffer(await store.get(descriptor)))).toBe(descriptor.digest);
    expect((await buffer(await store.get(descriptor, 40 * MIB))).equals(content.subarray(40 * MIB))).toBe(true);
  }, 60_000);

  test('large content that breaks off is not there, and nothing of it stays', async () => {
    const store = open('broken/');
    const digest = digestOf('never whole');
    const size = 40 * MIB;
    const source = { size, open: (at = 0) => Readable.from(breaking(size - at), { objectMode: false }) };
    await expect(store.put({ mediaType: MEDIA_TYPES.binary, digest, size }, source)).rejects.toThrow('disk is gone');
    expect(await store.has({ mediaType: MEDIA_TYPES.binary, digest, size })).toBe(false);
    const left = readdirSync(server.folder, { recursive: true }).map(String).filter((name) => name.includes(hexOf(digest)));
    expect(left).toEqual([]);
  }, 60_000);

  const writers = ALL ? 50 : 10;
  test(`${writers} writers of the same content and of different content lose nothing`, async () => {
    const store = open('many/');
    const names = Array.from({ length: writers }, (_, at) => `artifact-${at}`);
    const stored = await Promise.all(names.map((name, at) => putArtifact(store, { ...FACTS, name }, fileContent(at % 2 ? 'shared' : `own ${at}`))));
    expect(await store.list('')).toEqual(stored.map(({ tag }) => tag).sort());
    for (const [at, { digest, contentDigest, tag }] of stored.entries()) {
      expect((await store.manifest(tag)).descriptor.digest).toBe(digest);
      const content = fileContent(at % 2 ? 'shared' : `own ${at}`);
      expect(contentDigest).toBe(content.digest);
      expect(await store.has({ mediaType: 'text/plain', digest: content.digest, size: content.size })).toBe(true);
    }
  }, 60_000);

  test('content that was cut short in the store is written anew', async () => {
    const store = open('cut/');
    const bucket = testBucket(uriOf(server.storage, 'cut/'), server);
    const content = Buffer.from('all of it');
    const descriptor = { mediaType: MEDIA_TYPES.binary, digest: digestOf(content), size: content.length };
    const key = `blobs/sha256/${hexOf(descriptor.digest)}`;
    await bucket.replace({ key, mediaType: MEDIA_TYPES.binary, source: bytesSource(content.subarray(0, 3)) });
    expect(await store.has(descriptor)).toBe(false);
    expect(await store.put(descriptor, bytesSource(content))).toBe('stored');
    expect((await buffer(await store.get(descriptor))).toString()).toBe('all of it');
  });

  test('what is below one prefix is not seen below another', async () => {
    const [one, other] = [open('a/'), open('a-b/')];
    await putArtifact(one, FACTS, fileContent('x'));
    expect(await one.list('')).toEqual(['ci/run-1-build/app']);
    expect(await other.list('')).toEqual([]);
  });
}

function* breaking(size: number): Generator<Buffer> {
  for (let sent = 0; sent < size / 2; sent += MIB) yield Buffer.alloc(MIB);
  throw new Error('disk is gone');
}

describeWithServer('versitygw', 's3: versitygw, as it is set up', () => {
  let server: ObjectServer;
  beforeAll(async () => { server = await startVersityGw({ tls: true }); });
  afterAll(() => server.stop());

  test('a certificate authority of its own is trusted besides the others', async () => {
    const { storage, env, certificates } = server;
    const store = testStore(uriOf(storage), { storage, env, ca: certificates?.ca });
    const content = randomBytes(33 * MIB);
    const descriptor = { mediaType: MEDIA_TYPES.binary, digest: digestOf(content), size: content.length };
    expect(await store.put(descriptor, bytesSource(content))).toBe('stored');
    expect(digestOf(await buffer(await store.get(descriptor)))).toBe(descriptor.digest);
    await expectFailure(() => testStore(uriOf(storage), { storage, env }).has(descriptor), 'STORE_UNAVAILABLE', 'is not trusted');
  }, 60_000);

  test('a clock that is an hour off is made up for', async () => {
    const { storage, env, certificates } = server;
    const now = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
    try {
      const { tag } = await putArtifact(testStore(uriOf(storage, 'late/'), { storage, env, ca: certificates?.ca }), FACTS, fileContent('x'));
      expect(tag).toBe('ci/run-1-build/app');
    } finally {
      clock.mockRestore();
    }
  });

  test('fails with what can be done about it', async () => {
    const { storage, env, certificates } = server;
    const put = (uri: string, access: object) => putArtifact(testStore(uri, { storage, env, ca: certificates?.ca, ...access }), FACTS, fileContent('x'));
    await expectFailure(() => put('s3://no-such-bucket', {}), 'NOT_FOUND', 'NoSuchBucket', 'it has to be created first');
    await expectFailure(() => put(`s3://${BUCKET}`, { env: { ...env, AWS_SECRET_ACCESS_KEY: 'wrong-secret' } }), 'UNAUTHORIZED', 'SignatureDoesNotMatch', 'check the secret key');
    await expectFailure(() => put(`s3://${BUCKET}`, { env: { ...env, AWS_ACCESS_KEY_ID: 'nobody' } }), 'UNAUTHORIZED', 'check the access key');
    await expectFailure(() => put(`s3://${BUCKET}`, { env: {} }), 'UNAUTHORIZED', 's3://tekton-artifacts/');
    await expectFailure(() => put(`s3://${BUCKET}`, { storage: { ...storage, 's3.region': 'elsewhere-1' } }), 'STORE_UNAVAILABLE', 'check the region');
  });

  test('wrong bytes are refused by the service itself', async () => {
    const { storage, env, certificates } = server;
    const store = testStore(uriOf(storage, 'wrong/'), { storage, env, ca: certificates?.ca });
    const descriptor = { mediaType: MEDIA_TYPES.binary, digest: digestOf('right'), size: 5 };
    await expectFailure(() => store.put(descriptor, bytesSource(Buffer.from('wrong'))), 'DIGEST_MISMATCH');
    expect(await store.has(descriptor)).toBe(false);
  });
});

describe('uris', () => {
  const storage = { 'http.url': 'https://store.example.com/artifacts/' };

  test('lead to a place', () => {
    expect(parseObjectUri('s3://bucket', storage)).toEqual({ backend: 's3', bucket: 'bucket', prefix: '' });
    expect(parseObjectUri('gs://bucket/a/b.c', storage)).toEqual({ backend: 'gcs', bucket: 'bucket', prefix: 'a/b.c/' });
    expect(parseObjectUri('azblob://$web/x', storage)).toEqual({ backend: 'azure', bucket: '$web', prefix: 'x/' });
    expect(parseObjectUri('https://store.example.com/artifacts/ci', storage)).toEqual({ backend: 'http', bucket: 'https://store.example.com/artifacts', prefix: 'ci/' });
  });

  test.each([
    's3://bucket/', 's3://bucket/a//b', 's3://bucket/a/../b', 's3://bucket/.', 's3://bucket/a?versionId=1', 's3://user@bucket/a', 's3://bucket:80/a', 's3://',
    's3://bucket/%2e%2e/x', 'https://store.example.com/artifactsx', 'https://store.example.com/artifacts/../x', 'https://evil.example.com/artifacts',
    'http://store.example.com/artifacts', 'https://store.example.com', 'http://169.254.169.254/latest', 'https://store.example.com/artifacts/a?b',
  ])('fails for %s', async (uri) => {
    await expectFailure(async () => parseObjectUri(uri, storage), 'REFERENCE_INVALID', uri);
  });

  test('fails for any server where none is configured', async () => {
    await expectFailure(async () => parseObjectUri('https://store.example.com/a', {}), 'REFERENCE_INVALID', "expected the key 'http.url' to be set");
  });
});

test('parts are of 8 MiB, and of more where that would make more than 9000', () => {
  expect(partSize(1)).toBe(8 * MIB);
  expect(partSize(9000 * 8 * MIB)).toBe(8 * MIB);
  expect(partSize(9000 * 8 * MIB + 1)).toBe(9 * MIB);
  expect(Math.ceil(5e12 / partSize(5e12))).toBeLessThanOrEqual(9000);
});

test('texts of XML are read with their entities, and nothing else of it is believed', () => {
  const xml = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x "boom">]><r xmlns="y"><Key>a&amp;b&#x41;&#66;&x;&#x110000;</Key><Key a="b">c</Key><Keys>d</Keys><Key>e<f/></Key></r>';
  expect(textsOf(xml, 'Key')).toEqual(['a&bAB&x;&#x110000;', 'c']);
  expect(textOf(xml, 'None')).toBeUndefined();
});
