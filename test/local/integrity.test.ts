import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Yaml } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask } from 'cdk8s-tekton';
import { EXIT_CODES } from '../../src/contract/exit-codes';
import { putArtifactByAgent } from '../../src/local/put-artifact';
import { output, runYaml, taskOf, taskRunOf, type TestRun, withDirectory } from './run-yaml';

// What the runner shows when bytes are damaged, missing or cut off: never a green run over them.

/** A consumer of a stored directory. */
function consumer(): string {
  const chart = new Chart(new App(), 'ci');
  ArtifactStorage.oci({ repository: 'registry.example.com/ci/artifacts' }).applyTo(chart);
  const read = defineTask(chart, 'read', { inputs: { source: Artifact.directory() } });
  read.addStep('look', { image: 'node:20', script: `echo "the user's step sees"; ls ${read.inputs.source.path}` });
  const pipeline = definePipeline(chart, 'p', { inputs: { source: Artifact.directory() } });
  pipeline.addTask('read', read, { inputs: { source: pipeline.inputs.source } });
  return Yaml.stringify(...chart.toJson());
}

/** A producer of one file, by a script, and a consumer of it. */
function producer(script: (path: string) => string): string {
  const chart = new Chart(new App(), 'ci');
  ArtifactStorage.oci({ repository: 'registry.example.com/ci/artifacts' }).applyTo(chart);
  const make = defineTask(chart, 'make', { outputs: { disk: Artifact.file() } });
  make.addStep('write', { image: 'node:20', script: script(make.outputs.disk.path) });
  const read = defineTask(chart, 'read', { inputs: { disk: Artifact.file() } });
  read.addStep('look', { image: 'node:20', script: `wc -c < ${read.inputs.disk.path}` });
  const pipeline = definePipeline(chart, 'p', {});
  const made = pipeline.addTask('make', make);
  pipeline.addTask('read', read, { inputs: { disk: made.outputs.disk } });
  return Yaml.stringify(...chart.toJson());
}

const MEGABYTES = (count: number) => (path: string): string => `head -c ${count * 1_000_000} /dev/urandom > ${path}`;

/** The largest blob: the content. Manifest and config are small. */
function contentBlob(store: string): string {
  const blobs = readdirSync(join(store, 'blobs', 'sha256')).map((name) => join(store, 'blobs', 'sha256', name));
  return blobs.reduce((largest, blob) => (statSync(blob).size > statSync(largest).size ? blob : largest));
}

const digestOf = (path: string): string => `sha256:${createHash('sha256').update(readFileSync(path)).digest('hex')}`;

function failedFetch(run: TestRun): { code: number; log: string } {
  expect(run.report.succeeded).toBe(false);
  const [fetch, ...rest] = taskRunOf(run, 'read').steps;
  expect(rest.map(({ terminationReason }) => terminationReason)).toEqual(['Skipped']);
  const log = output(run, 'read').join('\n');
  expect(log).not.toContain('the user\'s step sees');
  return { code: fetch.exitCode, log };
}

describe('content that was stored', () => {
  const stored = (use: (store: string, run: () => Promise<TestRun>) => Promise<void>) => () => withDirectory(async (directory) => {
    const [source, store] = [join(directory, 'source'), join(directory, 'store')];
    mkdirSync(source);
    writeFileSync(join(source, 'main.js'), 'console.log(1)\n'.repeat(1000));
    const { uri, digest } = await putArtifactByAgent('source', source, 'directory', store);
    const run = (): Promise<TestRun> => runYaml(consumer(), { store, params: { source: { uri, digest } } });
    const first = await run();
    expect(output(first, 'read')).toEqual(expect.arrayContaining(['the user\'s step sees', 'main.js']));
    await use(store, run);
  });

  test('fails the consumer once it was changed, before the user\'s step, with name and both digests', stored(async (store, run) => {
    const blob = contentBlob(store);
    const expected = digestOf(blob);
    const bytes = readFileSync(blob);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(blob, bytes);
    const { code, log } = failedFetch(await run());
    expect(code).toBe(EXIT_CODES.DIGEST_MISMATCH);
    for (const fact of ['\'source\'', expected, digestOf(blob)]) expect(log).toContain(fact);
  }));

  test('fails the consumer once it was deleted, with an error of its own', stored(async (store, run) => {
    const blob = contentBlob(store);
    const digest = digestOf(blob);
    rmSync(blob);
    const { code, log } = failedFetch(await run());
    expect(code).toBe(EXIT_CODES.NOT_FOUND);
    for (const fact of ['\'source\'', digest]) expect(log).toContain(fact);
  }));

  test('fails the consumer when the store cannot be read', stored(async (store, run) => {
    // A directory in the place of a file: unlike a mode, it stops root too.
    const blob = contentBlob(store);
    renameSync(blob, `${blob}-gone`);
    mkdirSync(blob);
    const { code, log } = failedFetch(await run());
    expect(code).toBe(EXIT_CODES.STORE_UNAVAILABLE);
    expect(log).toContain('\'source\'');
  }));
});

describe('content that is to be stored', () => {
  test('fails the producer when it was never written, and the consumer does not run', () => withDirectory(async (store) => {
    const run = await runYaml(producer(() => 'true'), { store });
    expect(run.report).toMatchObject({ succeeded: false, reason: 'Failed', artifacts: [] });
    expect(taskRunOf(run, 'make').steps.map(({ exitCode }) => exitCode)).toEqual([0, EXIT_CODES.OUTPUT_MISSING]);
    expect(output(run, 'make').join('\n')).toContain('\'disk\'');
    expect(taskOf(run, 'read').state).toBe('Skipped');
  }));

  (process.platform === 'linux' ? test : leftOut)('fails the run when its upload is killed; what lies in the store is whole, and the next run succeeds', () => withDirectory(async (directory) => {
    const store = join(directory, 'store');
    const yaml = producer(MEGABYTES(100));
    let killed = false;
    const run = await runYaml(yaml, {
      store,
      onEvent: (event) => {
        if (event.type !== 'step-started' || event.task !== 'make' || event.step === 'write') return;
        const timer = setInterval(() => {
          // Bytes have arrived, all of them have not.
          if (killed || filesIn(store).length === 0) return;
          killed = killChild('upload');
          clearInterval(timer);
        }, 2);
      },
    });
    expect(killed).toBe(true);
    expect(taskRunOf(run, 'make')).toMatchObject({ succeeded: false, reason: 'StepFailed', results: [], artifacts: [] });
    expect(taskRunOf(run, 'make').message).toContain('killed by SIGKILL');
    expect(taskOf(run, 'read').state).toBe('Skipped');
    for (const blob of filesIn(join(store, 'blobs'))) expect(`sha256:${blob.split('/').pop()}`).toBe(digestOf(blob));
    expect(filesIn(store).some((path) => path.endsWith('index.json') && readFileSync(path, 'utf8').includes('disk'))).toBe(false);
    const next = await runYaml(yaml, { store });
    expect(next.report.succeeded).toBe(true);
    expect(output(next, 'read')).toContain('100000000');
  }), 60_000);

  (canMount() ? test : leftOut)('fails the producer on a full disk, and the consumer does not run', () => withDirectory(async (store) => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', store]);
    try {
      const run = await runYaml(producer(MEGABYTES(3)), { store });
      expect(taskRunOf(run, 'make')).toMatchObject({ succeeded: false, reason: 'StepFailed', artifacts: [] });
      expect(taskRunOf(run, 'make').steps[1].exitCode).toBe(EXIT_CODES.DISK_FULL);
      expect(output(run, 'make').join('\n')).toContain('no space left');
      expect(taskOf(run, 'read').state).toBe('Skipped');
    } finally {
      execFileSync('umount', [store]);
    }
  }));
});

function filesIn(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  } catch {
    return [];
  }
}

/** Kills the child of this process that has the argument. */
function killChild(argument: string): boolean {
  const [pid] = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((name) => {
    try {
      const [, parent] = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      return Number(parent) === process.pid && readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').includes(argument);
    } catch {
      return false;
    }
  });
  return pid !== undefined && process.kill(Number(pid), 'SIGKILL');
}

function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(place);
  }
}

function leftOut(title: string): void {
  process.stderr.write(`left out, as it needs Linux and the right to mount: ${title}\n`);
  test(`${title} (needs Linux and the right to mount)`, () => expect(process.env.CDK8S_TEKTON_ALL).not.toBe('1'));
}
