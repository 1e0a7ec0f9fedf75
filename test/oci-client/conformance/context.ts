import { randomBytes } from 'crypto';
import { buffer } from 'stream/consumers';
import type { Descriptor } from '../../../src/contract/descriptor';
import { digestOf } from '../../../src/contract/digest';
import { bytesSource, OciClient, staticCredential, type OciClientOptions, type Repository } from '../../../src/oci-client';
import { PASSWORD, USERNAME } from '../../servers/credentials';
import type { TestRegistry } from '../../servers/registry';

export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
/** The config of manifests that have none. */
export const EMPTY: Descriptor = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf('{}'), size: 2 };

/** What a registry does of that which the specification leaves open, or which it lacks. */
export interface Abilities {
  /** Pages of tags of the size asked for. */
  readonly pagesOfTags: boolean;
  /** Links blobs of other repositories. */
  readonly mount: boolean;
  /** Keeps lists of referrers, and says so when it takes one: go-containerregistry does the first only. */
  readonly referrers: boolean;
  /** Deletes a tag and leaves its manifest. */
  readonly untag: boolean;
  /** What it says to manifests that name what it does not have: codes of our errors. @default - it takes them */
  readonly refusal?: RegExp;
}

/** What each test works with. */
export interface Context {
  readonly registry: TestRegistry;
  readonly client: OciClient;
  /** A repository of the test's own, not there yet. */
  readonly repository: Repository;
  readonly can: Abilities;
}

/** Starts the registry for a suite, and gives each test a repository. */
export function registryContext(start: () => Promise<TestRegistry>, can: Abilities): () => Context {
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
  return () => ({ registry, client, repository, can });
}

/** How to reach a test registry, without a second try: what works only then is a fault. */
export function optionsFor(registry: TestRegistry): OciClientOptions {
  return {
    credentials: staticCredential(registry.host, { username: USERNAME, password: PASSWORD }),
    plainHttp: registry.url.startsWith('http:'),
    ca: registry.certificates?.ca,
    timing: { tries: 1 },
    env: {},
  };
}

export function randomBlob(size: number): { content: Buffer; descriptor: Descriptor } {
  const content = randomBytes(size);
  return { content, descriptor: { mediaType: 'application/octet-stream', digest: digestOf(content), size } };
}

/** A manifest of its own, with whatever else it is to hold. */
export function manifestBytes(more: object = {}): Buffer {
  const annotations = { nonce: randomBytes(4).toString('hex') };
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST_TYPE, config: EMPTY, layers: [EMPTY], annotations, ...more }));
}

export interface Pushed { readonly content: Buffer; readonly descriptor: Descriptor; readonly subject?: string }

/** Pushes a manifest and the blob that it names. */
export async function pushManifest(repository: Repository, tag?: string, more: object = {}): Promise<Pushed> {
  await repository.blobs.push(EMPTY, bytesSource(Buffer.from('{}')));
  const content = manifestBytes(more);
  return { content, ...await repository.manifests.push(content, MANIFEST_TYPE, { tag }) };
}

/** Pushes a manifest that refers to another one. */
export async function pushReferrer(repository: Repository, { mediaType, digest, size }: Descriptor, artifactType = 'application/x-test'): Promise<Pushed> {
  const subject = { mediaType, digest, size };
  const pushed = await pushManifest(repository, undefined, { artifactType, subject });
  await repository.referrers.add([pushed as Pushed & { subject: typeof pushed.descriptor.digest }]);
  return pushed;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function tagsOf(repository: Repository, pageSize?: number): Promise<string[]> {
  return (await collect(repository.listTags({ pageSize }))).sort();
}

export async function contentOf(repository: Repository, descriptor: Descriptor, start?: number): Promise<Buffer> {
  return buffer(await repository.blobs.fetch(descriptor, { start }));
}
