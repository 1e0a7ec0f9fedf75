import { putArtifact } from '../../src/agent/artifact/put-artifact';
import type { Descriptor } from '../../src/contract/descriptor';
import { digestOf } from '../../src/contract/digest';
import { MEDIA_TYPES } from '../../src/contract/media-types';
import { MemoryStore } from './memory-store';
import { FACTS, fileContent } from './support';

describe('an artifact of a run whose nodes could not be stored', () => {
  const subject: Descriptor = { mediaType: MEDIA_TYPES.index, digest: digestOf('a TaskRun'), size: 9 };
  const later = { ...FACTS, created: new Date('2027-01-01T00:00:00Z') };

  test.each([[true, 'as they could before'], [false, 'as they could not before']])('names a config that is there, when it is tried again (%s: %s)', async (before) => {
    const store = new MemoryStore('registry.example.com/ci');
    await putArtifact(store, FACTS, fileContent('same'), { group: { subject, isStored: Promise.resolve(before) } });
    const { digest } = await putArtifact(store, later, fileContent('same'), { group: { subject, isStored: Promise.resolve(false) } });
    const manifest = JSON.parse((await store.manifest(digest)).content.toString()) as { config: Descriptor; subject?: Descriptor };
    expect(manifest.subject).toBeUndefined();
    expect(await store.has(manifest.config)).toBe(true);
  });
});
