import type { ApiObject, Chart } from 'cdk8s';
import { JsonPatch } from 'cdk8s';
import type { Node } from 'constructs';
import { Artifact, ArtifactRef, ArtifactStorage, defineTask, StorageHint, TaskRun } from '../../../src';
import type { Case } from '../case';
import { exitCodesOf, inNamespace, reasonOf, referenceOf, resultOf, terminationReasonsOf } from '../case';
import { OddRegistry } from '../odd-registry';
import { deleteFrom, readContent, readManifest } from '../registry';
import { IMAGE } from '../tasks';

const SIZE = 3_000_000;

/** A Task that stores three million bytes. */
function writer(chart: Chart, name: string) {
  const task = defineTask(chart, name, { outputs: { file: Artifact.file({ storage: StorageHint.EXTERNAL }) } });
  task.addStep('write', { image: IMAGE, script: `head -c ${SIZE} /dev/urandom > ${task.outputs.file.path}` });
  return task;
}

/** A Task whose result `size` tells that its user step ran. */
function reader(chart: Chart, name = 'read') {
  const task = defineTask(chart, name, { inputs: { file: Artifact.file() }, results: { size: {} } });
  task.addStep('read', { image: IMAGE, script: `wc -c < ${task.inputs.file.path} > ${task.results.size.path}` });
  return task;
}

/** A registry that is down: nobody listens in the pod itself. A service without a listener may also keep silent. */
const CLOSED = '127.0.0.1:5999/closed/artifacts';

/** Stores artifacts, each in a TaskRun of its own. */
async function stored(test: Case, ...names: string[]): Promise<ArtifactRef[]> {
  await test.apply((chart) => {
    for (const name of names) new TaskRun(chart, `${name}-run`, { task: writer(chart, name) });
  });
  return Promise.all(names.map(async (name) => {
    const { uri, digest } = referenceOf(await test.taskRun(`${name}-run`), 'file');
    return ArtifactRef.of(uri, digest);
  }));
}

/** Waits for a TaskRun that must fail in an injected step, and expects its reason in the status, and no user step behind it. */
async function expectFailure(test: Case, name: string, step: 'fetch-artifacts' | 'upload-artifacts', code: number, message: RegExp): Promise<void> {
  const run = await test.taskRun(name);
  expect([name, reasonOf(run), exitCodesOf(run)[step]]).toEqual([name, 'StepFailed', code]);
  expect(resultOf(run, `${step}-error`)).toMatch(message);
  expect(resultOf(run, 'size')).toBeUndefined();
  expect(resultOf(run, 'file')).toBeUndefined();
  // Tekton's word for a step whose command it never started.
  if (step === 'fetch-artifacts') expect([name, terminationReasonsOf(run).read]).toEqual([name, 'Skipped']);
}

test.concurrent('a consumer never starts on content that is damaged, gone or elsewhere', inNamespace('bad-input', async (test) => {
  const odd = await OddRegistry.start(test);
  const [good, lost, removed] = await stored(test, 'good', 'lost', 'removed');
  const { layers: [layer] } = await readManifest(lost);
  await deleteFrom(lost.uri, 'blobs', layer.digest);
  await deleteFrom(removed.uri, 'manifests', removed.digest);

  await test.apply((chart) => {
    const task = reader(chart);
    const run = (name: string, file: ArtifactRef, storage?: ArtifactStorage) => {
      const made = new TaskRun(chart, name, { task, inputs: { file } });
      storage?.applyTo(made);
    };
    run('lost-blob', lost);
    run('removed-manifest', removed);
    run('wrong-digest', ArtifactRef.of(good.uri, `sha256:${'0'.repeat(64)}`));
    for (const kind of ['corrupt', 'broken', 'unsteady', 'busy', 'basic']) {
      run(kind, ArtifactRef.of(odd.repository(kind), good.digest), test.storage(odd.repository('intact')));
    }
    run('down', ArtifactRef.of(CLOSED, good.digest), test.storage(CLOSED));
    run('no-such-host', ArtifactRef.of('no-such-registry.local:5000/a/b', good.digest), test.storage('no-such-registry.local:5000/a/b'));
  });

  await expectFailure(test, 'lost-blob', 'fetch-artifacts', 30, /^input 'file': .*BLOB_UNKNOWN.*deleted/);
  await expectFailure(test, 'removed-manifest', 'fetch-artifacts', 30, /^input 'file': .*MANIFEST_UNKNOWN.*deleted/);
  await expectFailure(test, 'wrong-digest', 'fetch-artifacts', 30, /^input 'file': .*MANIFEST_UNKNOWN/);
  await expectFailure(test, 'corrupt', 'fetch-artifacts', 31, /^input 'file': .*changed or replaced in the store/);
  await expectFailure(test, 'broken', 'fetch-artifacts', 35, /answered 500/);
  await expectFailure(test, 'basic', 'fetch-artifacts', 34, /^input 'file': .*add them to the docker config$/);
  await expectFailure(test, 'down', 'fetch-artifacts', 35, /ECONNREFUSED/);
  await expectFailure(test, 'no-such-host', 'fetch-artifacts', 35, /no-such-registry/);
  for (const name of ['unsteady', 'busy']) {
    const run = await test.taskRun(name);
    expect([name, reasonOf(run), resultOf(run, 'size')]).toEqual([name, 'Succeeded', `${SIZE}\n`]);
  }
}));

test.concurrent('a producer is green only when its output is in the store', inNamespace('bad-store', async (test) => {
  const odd = await OddRegistry.start(test);
  await test.apply((chart) => {
    const task = writer(chart, 'write');
    const run = (name: string, storage: ArtifactStorage) => storage.applyTo(new TaskRun(chart, name, { task }));
    for (const kind of ['broken', 'unsteady', 'busy', 'basic']) run(kind, test.storage(odd.repository(kind)));
    run('down', test.storage(CLOSED));
    run('disabled', ArtifactStorage.disabled());
  });

  await expectFailure(test, 'broken', 'upload-artifacts', 35, /answered 500/);
  await expectFailure(test, 'basic', 'upload-artifacts', 34, /^output 'file': .*add them to the docker config$/);
  await expectFailure(test, 'down', 'upload-artifacts', 35, /ECONNREFUSED/);
  await expectFailure(test, 'disabled', 'upload-artifacts', 21, /^output 'file': .* must be stored/);
  for (const name of ['unsteady', 'busy']) {
    const run = await test.taskRun(name);
    expect([name, reasonOf(run)]).toEqual([name, 'Succeeded']);
    expect((await readContent({ uri: test.repository, digest: referenceOf(run, 'file').digest })).length).toBe(SIZE);
  }
}));

/** Puts the content of a Task into a volume of so many bytes. */
function limitVolume(task: { readonly node: Node }, sizeLimit: string): void {
  (task.node.findChild('Resource') as ApiObject).addJsonPatch(JsonPatch.replace('/spec/volumes/0/emptyDir', { medium: 'Memory', sizeLimit }));
}

test.concurrent('a volume that is full fails the step, whatever the content', inNamespace('disk-full', async (test) => {
  const [file] = await stored(test, 'make');
  await test.apply((chart) => {
    const task = reader(chart);
    limitVolume(task, '2Mi');
    new TaskRun(chart, 'fetching', { task, inputs: { file } });

    // What is written fits; its archive, which an upload keeps in the same volume once it is large, does not fit beside it.
    const write = defineTask(chart, 'write', { outputs: { file: Artifact.directory() } });
    write.addStep('write', { image: IMAGE, script: `head -c 100000000 /dev/urandom > ${write.outputs.file.path}/random` });
    limitVolume(write, '128Mi');
    new TaskRun(chart, 'uploading', { task: write });
  });
  await expectFailure(test, 'fetching', 'fetch-artifacts', 36, /^input 'file': no space left/);
  await expectFailure(test, 'uploading', 'upload-artifacts', 36, /^output 'file': no space left/);
}));
