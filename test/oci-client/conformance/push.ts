import { digestOf } from '../../../src/contract/digest';
import { bytesSource, OciClient } from '../../../src/oci-client';
import { contentOf, EMPTY, INDEX_TYPE, manifestBytes, MANIFEST_TYPE, optionsFor, pushManifest, randomBlob, type Context } from './context';

/** Pushing, as the distribution specification has it. */
export function pushes(context: () => Context): void {
  test('a blob is sent once', async () => {
    const { repository } = context();
    const { content, descriptor } = randomBlob(1000);
    expect(await repository.blobs.push(descriptor, bytesSource(content))).toBe('uploaded');
    expect(await repository.blobs.push(descriptor, bytesSource(content))).toBe('existed');
  });

  test('an empty blob is a blob', async () => {
    const { repository } = context();
    const { content, descriptor } = randomBlob(0);
    expect(await repository.blobs.push(descriptor, bytesSource(content))).toBe('uploaded');
    expect(await contentOf(repository, descriptor)).toEqual(content);
  });

  test('a blob is pushed in chunks', async () => {
    const { registry, repository } = context();
    const chunking = new OciClient({ ...optionsFor(registry), uploads: { chunked: true, chunkSize: 100_000 } });
    const { content, descriptor } = randomBlob(250_001);
    const same = chunking.repository(repository.reference);
    expect(await same.blobs.push(descriptor, bytesSource(content))).toBe('uploaded');
    expect(digestOf(await contentOf(same, descriptor))).toBe(descriptor.digest);
    chunking.close();
  });

  test('a blob of another repository is mounted where the registry does that', async () => {
    const { client, repository, can } = context();
    const { content, descriptor } = randomBlob(1000);
    await repository.blobs.push(descriptor, bytesSource(content));
    const from = repository.reference.repository;
    const other = client.repository(`${repository.reference.name}/other`);
    expect(await other.blobs.mount(descriptor.digest, from)).toBe(can.mount);
    const third = client.repository(`${repository.reference.name}/third`);
    // go-containerregistry keeps one set of blobs for all repositories.
    expect(await third.blobs.push(descriptor, bytesSource(content), { mountFrom: from })).toBe(can.mount ? 'mounted' : 'existed');
    expect(await contentOf(third, descriptor)).toEqual(content);
  });

  test('a manifest is stored by its digest alone, and again', async () => {
    const { repository } = context();
    const { content, descriptor } = await pushManifest(repository);
    expect((await repository.manifests.push(content, MANIFEST_TYPE)).descriptor).toEqual(descriptor);
    expect((await repository.manifests.fetch(descriptor)).content).toEqual(content);
  });

  test('a tag moves to the manifest that was pushed last', async () => {
    const { repository } = context();
    const first = await pushManifest(repository, 'latest');
    const second = await pushManifest(repository, 'latest');
    expect(await repository.resolve('latest')).toEqual(second.descriptor);
    expect(await repository.manifests.exists(first.descriptor.digest)).toBe(true);
  });

  test('an index is pushed, also one that names nothing', async () => {
    const { repository } = context();
    const { descriptor } = await pushManifest(repository);
    for (const manifests of [[descriptor], []]) {
      const content = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, artifactType: 'application/x-test', manifests }));
      const pushed = await repository.manifests.push(content, INDEX_TYPE, { tag: 'index' });
      expect(await repository.manifests.fetch('index')).toMatchObject({ content, descriptor: pushed.descriptor });
    }
  });

  test('an image is copied to another repository, with its blobs', async () => {
    const { client, repository } = context();
    const { content, descriptor: layer } = randomBlob(5000);
    await repository.blobs.push(layer, bytesSource(content));
    const image = await pushManifest(repository, undefined, { layers: [layer] });
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests: [image.descriptor] }));
    await repository.manifests.push(index, INDEX_TYPE, { tag: 'v1' });
    const target = client.repository(`${repository.reference.name}/copy`);
    const copied = await repository.copyTo(target, 'v1', { tag: 'v2' });
    expect((await target.manifests.fetch('v2')).content).toEqual(index);
    expect(copied.digest).toBe(digestOf(index));
    expect((await target.manifests.fetch(image.descriptor)).content).toEqual(image.content);
    expect(await contentOf(target, layer)).toEqual(content);
    expect(await repository.copyTo(target, 'v1', { tag: 'v3' })).toEqual(copied);
    expect((await target.resolve('v3')).digest).toBe(copied.digest);
  });

  test('fails to push what its descriptor does not describe', async () => {
    const { repository } = context();
    const { content, descriptor } = randomBlob(1000);
    await expect(repository.blobs.push({ ...descriptor, size: 999 }, bytesSource(content)))
      .rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
    const other = { ...descriptor, digest: digestOf('other') };
    await expect(repository.blobs.push(other, bytesSource(content))).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(await repository.blobs.exists(other.digest)).toBe(false);
  });

  test('fails to push a manifest of what is not there, where the registry looks', async () => {
    const { repository, can } = context();
    await pushManifest(repository);
    const content = manifestBytes({ layers: [{ ...EMPTY, digest: digestOf('missing'), size: 7 }] });
    const refusal = can.refusal && expect.objectContaining({ code: expect.stringMatching(can.refusal) as string, message: expect.stringContaining('push manifest') as string });
    const outcome = await repository.manifests.push(content, MANIFEST_TYPE).then(() => undefined, (error: unknown) => error);
    expect(outcome).toEqual(refusal);
  });
}
