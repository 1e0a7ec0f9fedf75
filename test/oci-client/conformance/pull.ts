import { buffer } from 'stream/consumers';
import { digestOf } from '../../../src/contract/digest';
import { bytesSource, verified } from '../../../src/oci-client';
import { contentOf, MANIFEST_TYPE, pushManifest, randomBlob, type Context } from './context';

/** Pulling, as the distribution specification has it. */
export function pulls(context: () => Context): void {
  test('a blob comes back as it was pushed', async () => {
    const { repository } = context();
    const { content, descriptor } = randomBlob(3_000_000);
    await repository.blobs.push(descriptor, bytesSource(content));
    expect(await repository.blobs.head(descriptor.digest)).toEqual(descriptor);
    expect(digestOf(await buffer(verified(await repository.blobs.fetch(descriptor), descriptor)))).toBe(descriptor.digest);
  });

  test('a blob is read from its middle', async () => {
    const { repository } = context();
    const { content, descriptor } = randomBlob(100_000);
    await repository.blobs.push(descriptor, bytesSource(content));
    expect(await contentOf(repository, descriptor, 99_990)).toEqual(content.subarray(99_990));
  });

  test('a manifest is found by digest and by its tags, with the bytes it was pushed with', async () => {
    const { repository } = context();
    const { content, descriptor } = await pushManifest(repository, 'one');
    expect(await repository.resolve('one')).toEqual(descriptor);
    expect(await repository.resolve(descriptor.digest)).toEqual(descriptor);
    await repository.tag(descriptor, 'two');
    expect(await repository.manifests.fetch('two')).toMatchObject({ content, descriptor });
    expect(await repository.manifests.fetch(descriptor)).toMatchObject({ content, descriptor });
  });

  test('fails to pull what is not there, with its name', async () => {
    const { repository } = context();
    const digest = digestOf('never pushed');
    await expect(repository.blobs.fetch(digest)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining(`cannot fetch blob '${digest}' of '${repository.reference.name}'`),
    });
    expect(await repository.blobs.exists(digest)).toBe(false);
    await expect(repository.manifests.fetch('no-tag')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(repository.resolve('no-tag')).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect(await repository.manifests.exists(digest)).toBe(false);
  });

  test('fails to pull a manifest of another size than was promised', async () => {
    const { repository } = context();
    const { descriptor } = await pushManifest(repository);
    await expect(repository.manifests.fetch({ ...descriptor, size: descriptor.size + 1 })).rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
    expect(descriptor.mediaType).toBe(MANIFEST_TYPE);
  });
}
