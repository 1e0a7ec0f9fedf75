import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_PACKS } from '../../src/rules/packs/all';
import { call } from '../cli/terminal';

const ROOT = join(__dirname, '..', '..');
const TEMPLATE = join(ROOT, 'templates', 'library');

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'library-')); });
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a file of the template as its users do, with this package in the place of the installed one. */
function tsx(args: readonly string[], env: { [name: string]: string }): string {
  return execFileSync(process.execPath, ['--import', 'tsx', ...args], {
    cwd: TEMPLATE,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TSX_TSCONFIG_PATH: join(ROOT, 'test', 'tsconfig.json'), ...env },
  });
}

test('its example synthesizes and runs here', async () => {
  tsx(['example.ts'], { CDK8S_OUTDIR: join(folder, 'dist') });
  const { code, stdout } = await call('run', join(folder, 'dist'), '--input', `source=${join(TEMPLATE, 'src')}`, '--store', join(folder, 'store'));
  expect(stdout).toMatch(/directory build .* sha256:/);
  expect(stdout).toContain('Succeeded');
  expect(code).toBe(0);
  const checked = await call('validate', join(folder, 'dist'), '--api', 'stable', '--pack', ALL_PACKS.map(({ name }) => name).join(','));
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining(' 0 errors') as string });
}, 60_000);

test('its own tests pass, which run the Task', () => {
  const report = tsx(['--test', '--test-reporter=tap', 'node-build.test.ts'], { CDK8S_TEKTON: join(ROOT, 'bin', 'cdk8s-tekton') });
  expect(report).toMatch(/^# pass 3$/m);
  expect(report).toMatch(/^# fail 0$/m);
}, 60_000);
