import { randomBytes } from 'crypto';
import { readFileSync } from 'fs';
import { buffer } from 'stream/consumers';
import { artifactManifest } from '../../src/agent/artifact/manifest';
import { put, putArtifact } from '../../src/agent/artifact/put-artifact';
import { readStored } from '../../src/agent/artifact/read-artifact';
import type { ArtifactStore } from '../../src/agent/stores/store';
import { MEDIA_TYPES } from '../../src/contract/media-types';
import { bytesSource } from '../../src/oci-client';
import { expectFailure, FACTS, fileContent, temporaryDirectory } from './support';

/**
 * What every store has to do, whatever is behind it.
 *
 * @param can `untag`: tags go with their manifest, as the specification has it
 */
export function behavesAsAStore(open: () => Promise<ArtifactStore>, can = { untag: true }): void {
  const temporary = temporaryDirectory();
  let store: ArtifactStore;
  beforeEach(async () => { store = await open(); });
  afterEach(() => store.close());

  const blobOf = (content: Buffer) => ({ mediaType: MEDIA_TYPES.binary, digest: fileContent(content).digest, size: content.length });

  test('content comes back as it was put, from any offset', async () => {
    const content = randomBytes(3_000_000);
    const descriptor = blobOf(content);
    expect(await store.has(descriptor)).toBe(false);
    expect(await store.put(descriptor, bytesSource(content))).toBe('stored');
    expect(await store.has(descriptor)).toBe(true);
    expect((await buffer(await store.get(descriptor))).equals(content)).toBe(true);
    expect((await buffer(await store.get(descriptor, 2_000_001))).equals(content.subarray(2_000_001))).toBe(true);
  });

  test('content that is there is not sent again', async () => {
    const content = randomBytes(1000);
    const descriptor = blobOf(content);
    await store.put(descriptor, bytesSource(content));
    const unread = { size: content.length, open: () => { throw new Error('read although it is there'); } };
    expect(await store.put(descriptor, unread)).toBe('present');
  });

  test('empty content is content', async () => {
    const descriptor = blobOf(Buffer.alloc(0));
    await store.put(descriptor, bytesSource(Buffer.alloc(0)));
    expect(await store.has(descriptor)).toBe(true);
    expect(await buffer(await store.get(descriptor))).toEqual(Buffer.alloc(0));
  });

  test('a manifest is found by its digest and by its tags', async () => {
    const { digest, manifest, tag } = await putArtifact(store, FACTS, fileContent('hello'));
    const [byDigest, byTag] = [await store.manifest(digest), await store.manifest(tag)];
    expect(byTag).toEqual(byDigest);
    expect(byDigest.descriptor).toMatchObject(manifest);
    expect(await store.has(manifest)).toBe(true);
    await store.tag(manifest, 'other');
    expect(await store.manifest('other')).toEqual(byDigest);
    expect(await store.list('')).toEqual([tag, 'other'].sort());
    expect(await store.list('oth')).toEqual(['other']);
  });

  test('a tag moves, and what it named before stays', async () => {
    const first = await putArtifact(store, FACTS, fileContent('first'));
    const second = await putArtifact(store, FACTS, fileContent('second'));
    expect(second.tag).toBe(first.tag);
    expect((await store.manifest(first.tag)).descriptor.digest).toBe(second.digest);
    expect((await store.manifest(first.digest)).descriptor.digest).toBe(first.digest);
    expect(await store.list('')).toEqual([first.tag]);
  });

  test('an artifact put twice by one TaskRun keeps its digest and sends nothing', async () => {
    const first = await putArtifact(store, FACTS, fileContent('same'));
    const later = { ...FACTS, created: new Date('2027-01-01T00:00:00Z') };
    const again = await putArtifact(store, later, fileContent('same'));
    expect(again.digest).toBe(first.digest);
    expect([first.sent, again.sent]).toEqual([4, 0]);
    expect((await putArtifact(store, { ...later, subject: true }, fileContent('same'))).digest).not.toBe(first.digest);
  });

  test('an artifact is read back whole', async () => {
    const content = randomBytes(200_000);
    const { digest } = await putArtifact(store, FACTS, fileContent(content));
    const path = `${temporary.path}/file`;
    const read = await readStored(store, digest, { kind: 'file', path });
    expect(read).toEqual({ kind: 'file', mediaType: 'text/plain', size: content.length, contentDigest: fileContent(content).digest, diffId: fileContent(content).digest });
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  test('what is deleted is gone, with its tags', async () => {
    const { digest, tag } = await putArtifact(store, FACTS, fileContent('short-lived'));
    await store.delete(digest);
    await expectFailure(() => store.manifest(digest), 'NOT_FOUND', digest);
    if (can.untag) await expectFailure(() => store.manifest(tag), 'NOT_FOUND');
    if (can.untag) expect(await store.list('')).toEqual([]);
  });

  test('fails by name for what is not there', async () => {
    const nothing = blobOf(Buffer.from('never stored'));
    await expectFailure(async () => buffer(await store.get(nothing)), 'NOT_FOUND', nothing.digest);
    await expectFailure(() => store.manifest(nothing.digest), 'NOT_FOUND', nothing.digest);
    await expectFailure(() => store.manifest('no-such-tag'), 'NOT_FOUND', 'no-such-tag');
    await expectFailure(() => store.delete(nothing.digest), 'NOT_FOUND', nothing.digest);
    const { manifest } = artifactManifest(FACTS, { digest: nothing.digest, size: 1, diffId: nothing.digest });
    await expectFailure(() => store.tag(manifest.descriptor, 'tag'), 'NOT_FOUND', manifest.descriptor.digest);
    expect(await store.has(manifest.descriptor)).toBe(false);
  });

  test('many writers at once lose nothing', async () => {
    await put(store, artifactManifest(FACTS, fileContent('base')).config);
    const names = Array.from({ length: 12 }, (_, at) => `artifact-${at}`);
    const stored = await Promise.all(names.map((name) => putArtifact(store, { ...FACTS, name }, fileContent('shared content'))));
    expect(await store.list('')).toEqual(stored.map(({ tag }) => tag).sort());
    for (const { digest, tag } of stored) expect((await store.manifest(tag)).descriptor.digest).toBe(digest);
  });
}
