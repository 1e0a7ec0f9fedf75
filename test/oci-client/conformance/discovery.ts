import { randomBytes } from 'crypto';
import { digestOf } from '../../../src/contract/digest';
import { OciClient, referrersTag } from '../../../src/oci-client';
import { collect, MANIFEST_TYPE, optionsFor, pushManifest, pushReferrer, tagsOf, type Context } from './context';

/** Content discovery, as the distribution specification has it. */
export function discovers(context: () => Context): void {
  test('tags are listed over all pages', async () => {
    const { repository, can } = context();
    const { descriptor } = await pushManifest(repository, 'v0');
    for (const tag of ['v1', 'v2', 'v3', 'v4']) await repository.tag(descriptor, tag);
    expect(await tagsOf(repository, can.pagesOfTags ? 2 : undefined)).toEqual(['v0', 'v1', 'v2', 'v3', 'v4']);
  });

  test('fails to list the tags of a repository that is not there', async () => {
    await expect(tagsOf(context().repository)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('referrers are found by their subject, with type and annotations', async () => {
    const { repository, can } = context();
    const subject = await pushManifest(repository, 'app');
    expect(await collect(repository.referrers.list(subject.descriptor.digest))).toEqual([]);
    const one = await pushReferrer(repository, subject.descriptor, 'application/x-sbom');
    const two = await pushReferrer(repository, subject.descriptor, 'application/x-signature');
    expect(one.subject).toBe(can.referrers ? subject.descriptor.digest : undefined);
    const found = await collect(repository.referrers.list(subject.descriptor.digest));
    expect(found.map(({ digest }) => digest).sort()).toEqual([one, two].map(({ descriptor }) => descriptor.digest).sort());
    expect(found.find(({ digest }) => digest === one.descriptor.digest)).toMatchObject({
      ...one.descriptor, artifactType: 'application/x-sbom', annotations: JSON.parse(one.content.toString()).annotations,
    });
  });

  test('referrers are found by their type', async () => {
    const { repository } = context();
    const { descriptor } = await pushManifest(repository);
    await pushReferrer(repository, descriptor, 'application/x-sbom');
    const wanted = await pushReferrer(repository, descriptor, 'application/x-signature');
    const found = await collect(repository.referrers.list(descriptor.digest, { artifactType: 'application/x-signature' }));
    expect(found.map(({ digest }) => digest)).toEqual([wanted.descriptor.digest]);
    expect(await collect(repository.referrers.list(descriptor.digest, { artifactType: 'application/x-other' }))).toEqual([]);
  });

  test('a referrer may come before its subject', async () => {
    const { repository } = context();
    const subject = { mediaType: MANIFEST_TYPE, digest: digestOf(randomBytes(8)), size: 8 };
    const { descriptor } = await pushReferrer(repository, subject);
    expect((await collect(repository.referrers.list(subject.digest))).map(({ digest }) => digest)).toEqual([descriptor.digest]);
  });

  test('a referrer that is added twice is listed once', async () => {
    const { repository } = context();
    const { descriptor: subject } = await pushManifest(repository);
    const { content } = await pushReferrer(repository, subject);
    await repository.referrers.add([{ content, ...await repository.manifests.push(content, MANIFEST_TYPE) }]);
    expect(await collect(repository.referrers.list(subject.digest))).toHaveLength(1);
  });

  test('a list of our own is made only where the registry keeps none', async () => {
    const { repository, can } = context();
    const { descriptor: subject } = await pushManifest(repository);
    await pushReferrer(repository, subject);
    expect(await repository.manifests.exists(referrersTag(subject.digest))).toBe(!can.referrers);
  });

  test('no referrer is lost where many clients write at once', async () => {
    const { registry, repository } = context();
    const { descriptor: subject } = await pushManifest(repository);
    const clients = Array.from({ length: 8 },
      // Distribution 2.8 answers 500 to one of two that write a tag at the same time.
      () => new OciClient({ ...optionsFor(registry), timing: { tries: 5, firstDelay: 20 } }));
    const pushed = await Promise.all(clients.map((client) => pushReferrer(client.repository(repository.reference), subject)));
    const found = await collect(repository.referrers.list(subject.digest));
    expect(found.map(({ digest }) => digest).sort()).toEqual(pushed.map(({ descriptor }) => descriptor.digest).sort());
    clients.forEach((client) => client.close());
  }, 30_000);
}
