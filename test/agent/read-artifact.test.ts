import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Readable } from 'stream';
import { parseManifest } from '../../src/agent/artifact/manifest';
import { putArtifact } from '../../src/agent/artifact/put-artifact';
import { readStored } from '../../src/agent/artifact/read-artifact';
import type { Descriptor } from '../../src/contract/descriptor';
import { MemoryStore } from './memory-store';
import { expectFailure, FACTS, fileContent, temporaryDirectory } from './support';

const temporary = temporaryDirectory();

/** A store on whose way bytes are damaged, the first so many times. */
class LossyStore extends MemoryStore {
  public reads = 0;

  constructor(private readonly damaged: number) {
    super('lossy');
  }

  public override async get(descriptor: Descriptor): Promise<Readable> {
    this.reads++;
    return this.reads <= this.damaged ? Readable.from([Buffer.alloc(descriptor.size)], { objectMode: false }) : super.get(descriptor);
  }
}

test('content that was damaged on its way is asked for once more', async () => {
  const store = new LossyStore(1);
  const { digest } = await putArtifact(store, FACTS, fileContent('hello'));
  await readStored(store, digest, { path: join(temporary.path, 'app') });
  expect(readFileSync(join(temporary.path, 'app'), 'utf8')).toBe('hello');
  expect(store.reads).toBe(2);
});

test('fails for content that is damaged again', async () => {
  const store = new LossyStore(2);
  const { digest } = await putArtifact(store, FACTS, fileContent('hello'));
  await expectFailure(() => readStored(store, digest, { path: join(temporary.path, 'app') }), 'DIGEST_MISMATCH', fileContent('hello').digest);
  expect([store.reads, readdirSync(temporary.path)]).toEqual([2, []]);
});

describe('a manifest of another tool', () => {
  const layer = { mediaType: 'text/plain', digest: fileContent('x').digest, size: 1 };
  const parse = (config: string, layers: readonly object[]) => {
    const content = Buffer.from(JSON.stringify({ schemaVersion: 2, config: { ...layer, mediaType: config }, layers }));
    return parseManifest({ descriptor: layer, content }, 'registry.example.com/a@sha256:0');
  };

  test('is an artifact when it has one layer, of a directory when that is an archive', () => {
    expect(parse('application/vnd.oci.empty.v1+json', [layer]).kind).toBe('file');
    expect(parse('application/vnd.oci.empty.v1+json', [{ ...layer, mediaType: 'application/vnd.oci.image.layer.v1.tar' }]).kind).toBe('directory');
  });

  test('fails to be one when it is an image, or has more layers', async () => {
    await expectFailure(async () => parse('application/vnd.oci.image.config.v1+json', [layer]), 'REFERENCE_INVALID', 'a container image', 'use its uri and digest');
    await expectFailure(async () => parse('application/vnd.oci.empty.v1+json', [layer, layer]), 'REFERENCE_INVALID');
  });
});
