import { bytesSource } from '../../../src/oci-client';
import { collect, pushManifest, pushReferrer, randomBlob, tagsOf, type Context } from './context';

/** Content management, as the distribution specification has it. */
export function manages(context: () => Context): void {
  test('a manifest is deleted', async () => {
    const { repository } = context();
    const { descriptor } = await pushManifest(repository);
    await repository.manifests.delete(descriptor.digest);
    expect(await repository.manifests.exists(descriptor.digest)).toBe(false);
    await expect(repository.manifests.delete(descriptor.digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a tag is deleted and its manifest stays, where the registry does that', async () => {
    const { repository, can } = context();
    const { descriptor } = await pushManifest(repository, 'kept');
    await repository.tag(descriptor, 'gone');
    const outcome = await repository.manifests.delete('gone').then(() => 'deleted', (error: { code: string }) => error.code);
    expect(outcome).toBe(can.untag ? 'deleted' : 'UNSUPPORTED');
    expect(await repository.resolve('kept')).toEqual(descriptor);
    expect(await tagsOf(repository)).toEqual(can.untag ? ['kept'] : ['gone', 'kept']);
  });

  test('a blob is deleted', async () => {
    const { repository } = context();
    const { content, descriptor } = randomBlob(10);
    await repository.blobs.push(descriptor, bytesSource(content));
    await repository.blobs.delete(descriptor.digest);
    expect(await repository.blobs.exists(descriptor.digest)).toBe(false);
  });

  test('a referrer that is deleted is listed no more', async () => {
    const { repository } = context();
    const { descriptor: subject } = await pushManifest(repository);
    const [gone, kept] = [await pushReferrer(repository, subject), await pushReferrer(repository, subject)];
    await repository.manifests.delete(gone.descriptor.digest);
    await repository.referrers.remove(subject.digest, [gone.descriptor.digest]);
    expect((await collect(repository.referrers.list(subject.digest))).map(({ digest }) => digest)).toEqual([kept.descriptor.digest]);
  });

  test('the list of a subject is deleted with it', async () => {
    const { repository } = context();
    const { descriptor: subject } = await pushManifest(repository);
    const { descriptor } = await pushReferrer(repository, subject);
    await repository.manifests.delete(descriptor.digest);
    await repository.manifests.delete(subject.digest);
    await repository.referrers.forget(subject.digest);
    expect(await collect(repository.referrers.list(subject.digest))).toEqual([]);
    await repository.referrers.forget(subject.digest);
  });
}
