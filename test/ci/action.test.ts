import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';

interface ActionStep {
  readonly env?: { readonly [name: string]: string };
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
}

interface Action {
  readonly inputs: { readonly [name: string]: { readonly description: string; readonly default: string } };
  readonly runs: { readonly steps: readonly ActionStep[] };
}

const ROOT = join(__dirname, '../..');
const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;
const [validate, upload] = action.runs.steps;
const TASK = 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec: {steps: [{name: make, image: "busybox:1.37", command: [make]}]}\n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'action-'));
  // `npx` takes the package that is installed where it runs, whatever its registry has.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'npx'), `#!/bin/sh\necho "$1 $2" > "${folder}/npx"\nshift 2\nexec "${process.execPath}" "${ROOT}/bin/cdk8s-tekton" "$@"\n`, { mode: 0o755 });
  mkdirSync(join(folder, 'ci'));
  writeFileSync(join(folder, 'ci', 'task.yaml'), TASK);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the step as GitHub's runner does: expressions become texts, and bash stops at the first failure. */
function run(inputs: { readonly [name: string]: string } = {}): { code: number | null; stdout: string; outputs: string } {
  const valueOf = (text: string): string => text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => inputs[name] ?? action.inputs[name].default);
  const env = Object.fromEntries(Object.entries(validate.env ?? {}).map(([name, text]) => [name, valueOf(text)]));
  writeFileSync(join(folder, 'outputs'), '');
  const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', validate.run ?? ''], {
    cwd: folder, encoding: 'utf8', env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`, GITHUB_OUTPUT: join(folder, 'outputs'), ...env },
  });
  return { code: status, stdout, outputs: readFileSync(join(folder, 'outputs'), 'utf8') };
}

test('annotates the pull request and leaves a report to upload, also when it fails', () => {
  writeFileSync(join(folder, 'ci', 'task.yaml'), TASK.replace('make,', 'MAKE,'));
  const { code, stdout, outputs } = run();
  expect(code).toBe(1);
  expect(stdout).toMatch(/^::error file=ci\/task\.yaml,line=4,/m);
  expect(outputs).toBe('sarif-file=cdk8s-tekton.sarif\n');
  expect(JSON.parse(readFileSync(join(folder, 'cdk8s-tekton.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
  expect(upload).toMatchObject({ uses: expect.stringContaining('upload-sarif') as string, if: expect.stringContaining('always()') as string });
});

test('hands all inputs on', () => {
  writeFileSync(join(folder, 'ci', 'other file.yaml'), TASK.replace('build', 'other'));
  writeFileSync(join(folder, 'settings.yaml'), 'rules: {digest/image: error}\n');
  expect(run({ paths: 'ci/task.yaml\n\nci/other file.yaml\n', packs: 'digest', config: 'settings.yaml', api: 'stable', version: '1.2.3' })).toMatchObject({ code: 1 });
  expect(readFileSync(join(folder, 'npx'), 'utf8')).toBe('--yes cdk8s-tekton@1.2.3\n');
});

test('no input is read as a program or as an option', () => {
  const hostile = '$(touch pwned) `touch pwned` "; touch pwned; "';
  for (const name of ['paths', 'api', 'packs', 'config', 'baseline', 'version', 'sarif-file']) run({ [name]: hostile });
  run({ paths: '--write-baseline\npwned\nci' });
  expect(() => readFileSync(join(folder, 'pwned'))).toThrow('ENOENT');
  expect(validate.run).not.toContain('${{');
});

test('fails where there is nothing to upload with exit code 2, and names no report', () => {
  symlinkSync('nowhere', join(folder, 'link'));
  expect(run({ paths: 'link' })).toMatchObject({ code: 2, outputs: '' });
});

test('every input is described in the docs', () => {
  const docs = readFileSync(join(ROOT, 'docs/validation.md'), 'utf8');
  expect(Object.keys(action.inputs).filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
});
