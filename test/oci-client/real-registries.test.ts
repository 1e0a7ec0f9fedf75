import { randomBytes } from 'crypto';
import { buffer } from 'stream/consumers';
import type { Descriptor } from '../../src/contract/descriptor';
import { digestOf } from '../../src/contract/digest';
import { bytesSource, OciClient, staticCredential, verified, type OciClientOptions, type Repository } from '../../src/oci-client';
import { describeWithServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startCrane, startRegistry, type TestRegistry } from '../servers/registry';

const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const EMPTY: Descriptor = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf('{}'), size: 2 };

describeWithServer('registry', 'distribution', () => {
  behavesAsARegistry(() => startRegistry());
});
describeWithServer('registry', 'distribution with passwords', () => {
  behavesAsARegistry(() => startRegistry({ auth: 'htpasswd' }));
});
describeWithServer('registry', 'distribution with TLS and tokens', () => {
  behavesAsARegistry(() => startRegistry({ auth: 'token', tls: true }));
});
describeWithServer('docker-registry', 'distribution 2.8', () => {
  behavesAsARegistry(() => startRegistry({ program: 'docker-registry' }));
});
describeWithServer('crane', 'go-containerregistry', () => {
  behavesAsARegistry(startCrane, { pagesOfTags: false, mount: false });
});

function behavesAsARegistry(start: () => Promise<TestRegistry>, can = { pagesOfTags: true, mount: true }): void {
  let registry: TestRegistry;
  let client: OciClient;
  let repository: Repository;

  beforeAll(async () => {
    registry = await start();
    client = new OciClient(optionsFor(registry));
  }, 30_000);
  afterAll(async () => {
    client.close();
    await registry.stop();
  });
  beforeEach(() => {
    repository = client.repository(`${registry.host}/ci/r${randomBytes(4).toString('hex')}`);
  });

  test('a blob comes back as it was pushed', async () => {
    const { content, descriptor } = randomBlob(3_000_000);
    expect(await repository.blobs.exists(descriptor.digest)).toBe(false);
    expect(await repository.blobs.push(descriptor, bytesSource(content))).toBe('uploaded');
    expect(await repository.blobs.push(descriptor, bytesSource(content))).toBe('existed');
    expect(await repository.blobs.head(descriptor.digest)).toEqual(descriptor);
    expect(digestOf(await buffer(verified(await repository.blobs.fetch(descriptor), descriptor)))).toBe(descriptor.digest);
  });

  test('an empty blob is a blob', async () => {
    const { descriptor } = randomBlob(0);
    expect(await repository.blobs.push(descriptor, bytesSource(Buffer.alloc(0)))).toBe('uploaded');
    expect(await buffer(await repository.blobs.fetch(descriptor))).toEqual(Buffer.alloc(0));
  });

  test('a blob is read from its middle', async () => {
    const { content, descriptor } = randomBlob(100_000);
    await repository.blobs.push(descriptor, bytesSource(content));
    expect(await buffer(await repository.blobs.fetch(descriptor, { start: 99_990 }))).toEqual(content.subarray(99_990));
  });

  test('a blob is pushed in chunks', async () => {
    const chunking = new OciClient({ ...optionsFor(registry), uploads: { chunked: true, chunkSize: 100_000 } });
    const { content, descriptor } = randomBlob(250_001);
    const same = chunking.repository(repository.reference);
    expect(await same.blobs.push(descriptor, bytesSource(content))).toBe('uploaded');
    expect(digestOf(await buffer(await same.blobs.fetch(descriptor)))).toBe(descriptor.digest);
    chunking.close();
  });

  test('a blob of another repository is mounted where the registry does that', async () => {
    const { content, descriptor } = randomBlob(1000);
    await repository.blobs.push(descriptor, bytesSource(content));
    const other = client.repository(`${repository.reference.name}/other`);
    const from = repository.reference.repository;
    expect(await other.blobs.mount(descriptor.digest, from)).toBe(can.mount);
    const third = client.repository(`${repository.reference.name}/third`);
    // go-containerregistry keeps one set of blobs for all repositories.
    expect(await third.blobs.push(descriptor, bytesSource(content), { mountFrom: from })).toBe(can.mount ? 'mounted' : 'existed');
    expect(await buffer(await third.blobs.fetch(descriptor))).toEqual(content);
  });

  test('fails to push what its descriptor does not describe', async () => {
    const { content, descriptor } = randomBlob(1000);
    await expect(repository.blobs.push({ ...descriptor, size: 999 }, bytesSource(content)))
      .rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
    const other = { ...descriptor, digest: digestOf('other') };
    await expect(repository.blobs.push(other, bytesSource(content))).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(await repository.blobs.exists(other.digest)).toBe(false);
  });

  test('fails to fetch what is not there, with its name', async () => {
    const digest = digestOf('never pushed');
    await expect(repository.blobs.fetch(digest)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining(`cannot fetch blob '${digest}' of '${repository.reference.name}'`),
    });
    await expect(repository.manifests.fetch('no-tag')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(repository.resolve('no-tag')).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });

  test('a manifest is found by digest and by its tags', async () => {
    const { content, descriptor } = await pushManifest(repository, 'one');
    expect(await repository.resolve('one')).toEqual(descriptor);
    await repository.tag(descriptor, 'two');
    expect(await repository.manifests.fetch('two')).toEqual({ content, descriptor });
    expect(await repository.manifests.fetch(descriptor)).toEqual({ content, descriptor });
    expect(await tagsOf(repository)).toEqual(['one', 'two']);
  });

  test('tags are listed over all pages', async () => {
    const { descriptor } = await pushManifest(repository, 'v0');
    for (const tag of ['v1', 'v2', 'v3', 'v4']) {
      await repository.tag(descriptor, tag);
    }
    const pageSize = can.pagesOfTags ? 2 : undefined;
    expect(await tagsOf(repository, pageSize)).toEqual(['v0', 'v1', 'v2', 'v3', 'v4']);
  });

  test('a manifest is deleted', async () => {
    const { descriptor } = await pushManifest(repository);
    expect(await repository.manifests.exists(descriptor.digest)).toBe(true);
    await repository.manifests.delete(descriptor.digest);
    expect(await repository.manifests.exists(descriptor.digest)).toBe(false);
    await expect(repository.manifests.delete(descriptor.digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a blob is deleted', async () => {
    const { content, descriptor } = randomBlob(10);
    await repository.blobs.push(descriptor, bytesSource(content));
    await repository.blobs.delete(descriptor.digest);
    expect(await repository.blobs.exists(descriptor.digest)).toBe(false);
  });
}

function optionsFor(registry: TestRegistry): OciClientOptions {
  return {
    credentials: staticCredential(registry.host, { username: USERNAME, password: PASSWORD }),
    plainHttp: registry.url.startsWith('http:'),
    ca: registry.certificates?.ca,
    timing: { tries: 1 },
    env: {},
  };
}

function randomBlob(size: number): { content: Buffer; descriptor: Descriptor } {
  const content = randomBytes(size);
  return { content, descriptor: { mediaType: 'application/octet-stream', digest: digestOf(content), size } };
}

async function pushManifest(repository: Repository, tag?: string): Promise<{ content: Buffer; descriptor: Descriptor }> {
  await repository.blobs.push(EMPTY, bytesSource(Buffer.from('{}')));
  const manifest = { schemaVersion: 2, mediaType: MANIFEST_TYPE, config: EMPTY, layers: [EMPTY], annotations: { nonce: randomBytes(4).toString('hex') } };
  const content = Buffer.from(JSON.stringify(manifest));
  const { descriptor } = await repository.manifests.push(content, MANIFEST_TYPE, { tag });
  return { content, descriptor };
}

async function tagsOf(repository: Repository, pageSize?: number): Promise<string[]> {
  const tags: string[] = [];
  for await (const tag of repository.listTags({ pageSize })) {
    tags.push(tag);
  }
  return tags.sort();
}
