import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, type Called } from './terminal';

const TASK = 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec: {steps: [{image: busybox, script: ls}]}\n';

let folder: string;
let before: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'input-'));
  before = process.cwd();
  process.chdir(folder);
  writeFileSync('task.yaml', TASK);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const validate = (...args: string[]): Promise<Called> => call('validate', '--pack', 'tekton', ...args);

describe('a file that is no text', () => {
  test.each([
    ['binary', Buffer.from([0x47, 0x49, 0x46, 0, 1]), 'the file is binary'],
    ['another encoding', Buffer.from('name: caf\u00e9', 'latin1'), 'the file is not UTF-8, save it as UTF-8'],
    ['UTF-16, as PowerShell writes it', Buffer.from('\ufeffkind: Task', 'utf16le'), 'the file is UTF-16, save it as UTF-8'],
    ['more than memory is there for', Buffer.alloc(32 * 1024 * 1024 + 1, 'a'), 'the file is larger than 32 MiB'],
  ])('fails as %s, and the others are checked, whatever the pack', async (_, content, message) => {
    writeFileSync('odd.yaml', content);
    const { code, stdout } = await call('validate', '--pack', 'digest', '.');
    expect(code).toBe(1);
    expect(stdout).toContain(`odd.yaml:1:1: error: not valid YAML: ${message} [tekton/yaml]`);
    expect(stdout).toContain('2 objects checked');
  });

  test('with a byte order mark is text', async () => {
    writeFileSync('task.yaml', `\ufeff${TASK}`);
    expect(await validate('task.yaml')).toMatchObject({ code: 0 });
  });
});

describe('a file that cannot be read', () => {
  test('fails with exit code 2, and the others are checked', async () => {
    symlinkSync('nowhere', 'gone.yaml');
    symlinkSync('loop.yaml', 'loop.yaml');
    const { code, stdout, stderr } = await validate('.', 'missing');
    expect({ code, stderr: stderr.split('\n').sort() }).toEqual({
      code: 2,
      stderr: ['',
        "error: 'gone.yaml' is not there, expected a YAML file or a directory of them",
        "error: 'loop.yaml' is a link that leads back to itself",
        "error: 'missing' is not there, expected a YAML file or a directory of them"],
    });
    expect(stdout).toContain('1 object checked');
  });

  test('fails as a device, and where there is nothing to check', async () => {
    mkdirSync('empty');
    expect(await validate('/dev/zero')).toMatchObject({ code: 2, stdout: '', stderr: "error: '/dev/zero' is a device, expected a YAML file or a directory\n" });
    expect(await validate('empty')).toMatchObject({ code: 2, stdout: '', stderr: "error: there is nothing to check: no YAML or JSON file in 'empty'\n" });
  });

  test.each(['secret.yaml', 'secret'])('fails with exit code 2 where %s may not be read', async (name) => {
    if (name.endsWith('.yaml')) writeFileSync(name, TASK);
    else mkdirSync(name);
    chmodSync(name, 0);
    chmodSync(folder, 0o755);
    expect(await asNobody(() => validate('.'))).toMatchObject({ code: 2, stderr: `error: '${name}' cannot be read: permission denied\n` });
  });
});

/** The superuser may read everything. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('links', () => {
  test('to files are followed, each file is read once, and no loop matters', async () => {
    mkdirSync('deep');
    symlinkSync('..', 'deep/up');
    symlinkSync('../task.yaml', 'deep/again.yaml');
    expect(await validate('.', 'task.yaml', 'deep')).toMatchObject({ code: 0, stdout: '1 object checked, 0 errors, 0 warnings\n', stderr: '' });
  });

  test('of Emacs, node_modules and .git are not looked at', async () => {
    symlinkSync('someone@host.123', '.#task.yaml');
    for (const name of ['node_modules', '.git']) {
      mkdirSync(name);
      writeFileSync(join(name, 'bad.yaml'), ': [');
    }
    expect(await validate('.')).toMatchObject({ code: 0, stdout: '1 object checked, 0 errors, 0 warnings\n' });
  });
});

describe('strange YAML', () => {
  test.each([
    ['nothing', ''],
    ['comments', '# nothing\n---\n# here\n...\n'],
    ['plain text', 'hello\n'],
    ['another JSON', '{"name": "x", "lockfileVersion": 3}'],
  ])('%s is no error', async (_, text) => {
    writeFileSync('odd.json', text);
    expect(await validate('odd.json')).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['nested too deeply', `${TASK}---\nkind: Task\nspec: ${'['.repeat(20_000)}`, /not valid YAML: it is nested too deeply/],
    ['many aliases', `${TASK}---\nkind: Task\na: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefg'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`).join(', ')}]\n`).join('')}`, /too many aliases/],
    ['half of a file', `${TASK}---\n{"kind": "Task"`, /not valid YAML: flow map must end with a }/],
  ])('fails with %s by a finding, and what is before it is checked', async (_, text, message) => {
    writeFileSync('odd.yaml', text);
    const { code, stdout } = await validate('odd.yaml');
    expect(code).toBe(1);
    expect(stdout).toMatch(message);
  });

  test('fails with long lines by a frame that a terminal can show', async () => {
    writeFileSync('odd.yaml', `${TASK.replace('spec: {', `spec: {description: "${'x'.repeat(100_000)}", wrong: 1, `)}`);
    const { stdout } = await validate('odd.yaml');
    expect(stdout).toMatch(/\n {4}4 \| x+", wrong: 1[^\n]*\n {4} {2}\| +\^+\n/);
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThan(400);
  });

  test('fails with thousands of mistakes in one object, in their order', async () => {
    writeFileSync('odd.yaml', `${TASK.replace(/spec:[^]*/, 'spec:\n')}${Array.from({ length: 2000 }, (_, index) => `  k${index}: v\n`).join('')}`);
    const { stdout } = await validate('odd.yaml', '--json');
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; line: number }[] };
    expect(findings.filter(({ rule }) => rule === 'tekton/unknown-field').map(({ line }) => line)).toEqual(Array.from({ length: 2000 }, (_, index) => index + 5));
  });
});

test.each([
  [['--write-baseline', 'nowhere/baseline.json'], "'nowhere/baseline.json' cannot be written: "],
  [['--baseline', 'task.yaml'], "'task.yaml' is no baseline, write it anew by --write-baseline task.yaml"],
  [['--fix', '--diff'], 'expected only one of --fix and --diff'],
  [['--fix', '-'], '--fix writes into files, and standard input is none; --diff shows what it would do'],
  [['--fixx'], "unknown option '--fixx', did you mean '--fix'?"],
])('fails with exit code 2 for %j', async (args, message) => {
  const { code, stderr } = await validate('task.yaml', ...args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) as string });
});
