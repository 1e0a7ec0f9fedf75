import { readFileSync } from 'fs';
import { join } from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { readArtifact } from '../../src/agent/artifact/read-artifact';
import { StoreOpener } from '../../src/agent/stores/open-store';
import { isRegistry } from '../../src/agent/stores/registry-store';
import type { ArtifactStore } from '../../src/agent/stores/store';
import type { WireReference } from '../../src/contract/artifact-reference';
import { digestOf } from '../../src/contract/digest';
import type { StorageConfig } from '../../src/contract/storage-config';
import { startAzurite } from '../servers/azurite';
import { describeWithServer } from '../servers/binaries';
import { startHttpStore } from '../servers/http-store';
import { startFakeGcs, startMinio, startRclone, startVersityGw } from '../servers/object-server';
import { startCrane, startOciregistry, startRegistry, type TestRegistry } from '../servers/registry';
import { ALL } from '../servers/share';
import { temporaryDirectory } from './support';
import { uploadStep } from './upload-step';

/*
 * Many upload steps of one run store into one place at the same time, each with a client of its own; readers look on.
 *
 *   WRITERS=50 npx jest test/agent/many-writers   # that many everywhere
 */

jest.setTimeout(300_000);

/** How many, of those that CI starts. */
const writersOf = (most: number) => Number(process.env.WRITERS ?? (ALL ? most : 6));

/** A place to store into. */
interface Place {
  readonly storage: StorageConfig;
  readonly env?: { readonly [name: string]: string };
  stop(): Promise<void>;
}

const registryPlace = (start: () => Promise<TestRegistry>) => async (): Promise<Place> => {
  const registry = await start();
  return { storage: { 'backend': 'oci', 'oci.repository': `${registry.host}/ci/many` }, stop: registry.stop };
};

describeWithServer('registry', 'oci: distribution, which keeps no lists of referrers', () => writeAtOnce(registryPlace(() => startRegistry()), 50));
describeWithServer('docker-registry', 'oci: distribution 2.8', () => writeAtOnce(registryPlace(() => startRegistry({ program: 'docker-registry' }))));
describeWithServer('crane', 'oci: go-containerregistry', () => writeAtOnce(registryPlace(startCrane)));
describeWithServer('ociregistry', 'oci: ociregistry, which keeps lists of referrers', () => writeAtOnce(registryPlace(startOciregistry)));
describeWithServer('versitygw', 's3: versitygw', () => writeAtOnce(() => startVersityGw()));
describeWithServer('rclone', 's3: rclone', () => writeAtOnce(startRclone));
describeWithServer('minio', 's3: minio', () => writeAtOnce(startMinio));
describeWithServer('fake-gcs-server', 'gcs: fake-gcs-server', () => writeAtOnce(startFakeGcs));
describeWithServer('azurite', 'azure: azurite', () => writeAtOnce(() => startAzurite()));
describe('http', () => writeAtOnce(() => startHttpStore({ open: true })));

function writeAtOnce(start: () => Promise<Place>, most = 15): void {
  const writers = writersOf(most);
  const temporary = temporaryDirectory();
  let place: Place;
  let opener: StoreOpener;
  let store: ArtifactStore;
  beforeAll(async () => {
    place = await start();
    opener = new StoreOpener({ storage: place.storage, run: { namespace: 'ci', pipelineRun: 'run-1', taskRun: 'reader', uid: 'uid' }, plan: {}, env: place.env ?? {} });
    store = await opener.forWriting();
  });
  afterAll(async () => {
    await opener.close();
    await place.stop();
  });

  /** An upload step with an artifact of its own, and one that all have. */
  async function write(taskRun: string): Promise<void> {
    const outputs = { own: `of ${taskRun}`, shared: { 'a/b': 'the same everywhere', 'c': 'x'.repeat(5000) } };
    const { storage, env } = place;
    const { code, errors, warnings, results } = await uploadStep({ folder: temporary.path, taskRun, storage, env, outputs });
    expect({ taskRun, code, errors, warnings }).toEqual({ taskRun, code: 0, errors: [], warnings: [] });
    // whoever is told of an artifact finds it, whatever others are writing
    await readBack(taskRun, 'own', results.own);
    await readBack(taskRun, 'shared', results.shared);
  }

  async function readBack(taskRun: string, name: string, result: string): Promise<void> {
    const path = join(temporary.path, `${taskRun}-${name}`);
    await readArtifact((uri) => opener.forReading(uri), JSON.parse(result) as WireReference, { path, scratch: temporary.path });
    expect(readFileSync(name === 'own' ? path : join(path, 'a/b'), 'utf8')).toBe(name === 'own' ? `of ${taskRun}` : 'the same everywhere');
  }

  /** Distribution lists a tag a moment before it leads to a manifest, and while it is moved it may lead to none. */
  function absent(error: unknown): undefined {
    expect(error).toMatchObject({ code: 'NOT_FOUND' });
  }

  /** Looks at what is there, over and over: what is read is whole. */
  async function watch(ended: AbortSignal): Promise<number> {
    for (let rounds = 0; ; rounds++) {
      if (ended.aborted) return rounds;
      // a repository or prefix begins to be with the first write
      const names = await store.list('').catch(absent) ?? [];
      for (const name of names.slice(-3)) {
        const stored = await store.manifest(name).catch(absent);
        if (stored) expect(digestOf(stored.content)).toBe(stored.descriptor.digest);
      }
      await sleep(20);
    }
  }

  test(`${writers} writers at once lose nothing, and readers meanwhile get nothing that is not whole`, async () => {
    const taskRuns = Array.from({ length: writers }, (_, at) => `run-1-t${at}`);
    const ended = new AbortController();
    const watching = watch(ended.signal);
    await Promise.all(taskRuns.map(write)).finally(() => ended.abort());
    expect(await watching).toBeGreaterThan(0);
    const names = await store.list('');
    for (const taskRun of taskRuns) {
      for (const name of ['own', 'shared']) {
        expect(names.filter((key) => key.endsWith(`${taskRun}.${name}`) || key.endsWith(`${taskRun}/${name}`))).toHaveLength(1);
      }
    }
    if (isRegistry(store)) await expectAllBelowTheRun(taskRuns);
  });

  async function expectAllBelowTheRun(taskRuns: readonly string[]): Promise<void> {
    if (!isRegistry(store)) return;
    const root = await store.manifest('ci.run-1');
    const nodes = await store.referrers(root.descriptor.digest);
    expect(nodes.map(({ annotations }) => annotations?.['dev.tekton.artifact/taskrun']).sort()).toEqual([...taskRuns].sort());
    for (const node of nodes) expect(await store.referrers(node.digest)).toHaveLength(2);
  }
}
