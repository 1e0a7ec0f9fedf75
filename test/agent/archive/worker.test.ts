import { execFileSync } from 'child_process';
import { readFileSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import { packDirectory } from '../../../src/agent/archive';
import { agentBootstrap } from '../../../src/contract/agent-bootstrap';
import { digestOf } from '../../../src/contract/digest';
import { bundledAgent } from './bundled-agent';
import { rawTar, temporaryDirectory, treeOf, writeTree } from './support';

jest.setTimeout(60_000);

const scratch = temporaryDirectory();

/** How the bundle is run: as a file, or gzipped by `node -e` as from a ConfigMap. */
const WAYS: ReadonlyArray<readonly [string, () => readonly string[]]> = [
  ['a file', () => [bundledAgent()]],
  ['a gzipped bundle', () => ['-e', agentBootstrap({ path: `${bundledAgent()}.gz`, sha256: digestOf(readFileSync(`${bundledAgent()}.gz`)).slice('sha256:'.length) }), '--']],
];

interface Output {
  readonly code?: string;
  readonly message?: string;
  readonly digest: string;
  readonly diffId: string;
  readonly entries: number;
  readonly threads: number;
}

function run(node: readonly string[], ...args: readonly string[]): Output {
  return JSON.parse(execFileSync(process.execPath, [...node, ...args], { encoding: 'utf8' })) as Output;
}

describe.each(WAYS)('worker threads of an agent that is %s', (way, node) => {
  const directory = join(scratch, way);
  const [source, packed, out] = ['source', 'packed.tgz', 'out'].map(name => join(directory, name));

  test('pack and extract what this thread would, in blocks of any number', async () => {
    // more blocks than may be under way, contents that end at any place in one
    writeTree(source, Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`d${i % 3}/f${i}`, String(i).repeat(i * 8000)])));
    const here = await packDirectory(source);
    const there = run(node(), 'pack', source, packed);
    expect(there).toMatchObject({ digest: here.digest, diffId: here.diffId, entries: 43, threads: 1 });
    expect(statSync(packed).mode & 0o777).toBe(0o666);
    expect(run(node(), 'extract', packed, out, there.digest)).toMatchObject({ entries: 43, diffId: here.diffId, threads: 1 });
    expect(treeOf(out)).toEqual(treeOf(source));
  });

  test('are not started for what is short', () => {
    const [short, copy] = ['short', 'short-copy'].map(name => join(directory, name));
    writeTree(short, { 'a/b': 'x'.repeat(1000), 'c': '' });
    const { digest, entries, threads } = run(node(), 'pack', short, `${short}.tgz`);
    expect({ entries, threads }).toEqual({ entries: 3, threads: 0 });
    expect(run(node(), 'extract', `${short}.tgz`, copy, digest)).toMatchObject({ entries: 3, threads: 0 });
    expect(treeOf(copy)).toEqual(treeOf(short));
    writeTree(short, Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`many/${i}`, ''])));
    expect(run(node(), 'pack', short)).toMatchObject({ entries: 304, threads: 1 });
  });

  test('fail with the error of the task', () => {
    expect(run(node(), 'pack', join(directory, 'missing'))).toMatchObject({ code: 'OUTPUT_MISSING', message: expect.stringContaining('does not exist') });
    const archive = rawTar({ name: '../evil' });
    writeFileSync(packed, archive);
    expect(run(node(), 'extract', packed, join(directory, 'evil-out'), digestOf(archive))).toMatchObject({ code: 'ARCHIVE_INVALID' });
  });
});

test('the bootstrap is short, and puts the path where programs look for their name', () => {
  const code = agentBootstrap({ path: '/agent/agent.js.gz', sha256: '0'.repeat(64) });
  expect(code.length).toBeLessThan(600);
  expect(code.match(/\/agent\/agent\.js\.gz/g)).toHaveLength(1);
});

test('packing stops when it is told to', async () => {
  const directory = join(scratch, 'stopped');
  writeTree(directory, { f: 'x' });
  const reason = new Error('cancelled');
  await expect(packDirectory(directory, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
