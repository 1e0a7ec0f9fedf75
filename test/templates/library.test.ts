import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_PACKS } from '../../src/rules/packs/all';
import { call } from '../cli/terminal';
import { templateFolder, tsx } from './template-program';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'library-')); });
afterAll(() => rmSync(folder, { recursive: true }));

test('its example synthesizes and runs here', async () => {
  tsx('library', ['main.ts'], { CDK8S_OUTDIR: join(folder, 'dist') });
  const { code, stdout } = await call('run', join(folder, 'dist'), '--input', `source=${join(templateFolder('library'), 'src')}`, '--store', join(folder, 'store'));
  expect(stdout).toMatch(/directory build .* sha256:/);
  expect(stdout).toContain('Succeeded');
  expect(code).toBe(0);
  const checked = await call('validate', join(folder, 'dist'), '--api', 'stable', '--pack', ALL_PACKS.map(({ name }) => name).join(','));
  expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining(' 0 errors') as string });
}, 60_000);

test('its own tests pass, which run the Task', () => {
  const report = tsx('library', ['--test', '--test-reporter=tap', 'node-build.test.ts']);
  expect(report).toMatch(/^# pass 3$/m);
  expect(report).toMatch(/^# fail 0$/m);
}, 60_000);
