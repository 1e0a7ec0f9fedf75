import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '../../bin/cdk8s-tekton');

/** The program as it is published, with a bundle for each command. */
function run(...args: string[]): { code: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', input: '' });
  return { code: status, stderr };
}

describe('standard output', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'program-')); });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('that nobody reads any more ends a command, which cleans up and does not fail', async () => {
    writeFileSync(join(folder, 'large'), Buffer.alloc(4_000_000));
    const store = ['--store', join(folder, 'store')];
    expect(run('artifact', 'put', join(folder, 'large'), ...store)).toEqual({ code: 0, stderr: '' });
    mkdirSync(join(folder, 'tmp'));
    const child = spawn(process.execPath, [PROGRAM, 'artifact', 'cat', 'large', ...store], { env: { ...process.env, TMPDIR: join(folder, 'tmp') }, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  test('that takes nothing fails', () => {
    // a file that is open for reading takes nothing, as a full disk does
    const full = openSync(__filename, 'r');
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, '--version'], { encoding: 'utf8', stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: standard output cannot be written: .+\n$/)]);
  });
});

test.each([
  ['an unknown command', ['validat']],
  ['an unknown option of validate', ['validate', '--apy', 'x']],
  ['a path that is not there', ['validate', 'no-such-folder']],
  ['no input', ['validate', '-']],
  ['an unknown option of pin', ['pin', '--bogus']],
  ['an unknown option of init', ['init', '--jsn']],
  ['an unknown option of run', ['run', '--bogus']],
  ['an unknown option of graph', ['graph', '--bogus']],
  ['an unknown subcommand of artifact', ['artifact', 'bogus']],
])('%s is wrong usage, told in a line', (_, args) => {
  expect(run(...args)).toEqual({ code: 2, stderr: expect.stringMatching(/^error: .+\n$/) });
});
