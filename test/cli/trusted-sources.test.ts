import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from './terminal';

const RUN = `apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: build}
spec:
  taskRef: {resolver: git, params: [{name: url, value: "https://example.com/tasks.git"}, {name: pathInRepo, value: task.yaml}]}
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trusted-'));
  writeFileSync(join(folder, 'run.yaml'), RUN);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function validate(settings: string): Promise<string> {
  const config = join(folder, 'settings.yaml');
  writeFileSync(config, settings);
  const { stdout, stderr } = await call('validate', '--pack', 'security', '--config', config, join(folder, 'run.yaml'));
  return stdout + stderr;
}

test('fails over a source that is none of those in the settings', async () => {
  expect(await validate('trustedSources: [github.com/tektoncd]\n')).toMatch(/run\.yaml:5:\d+: warning: the run takes its Task by git from 'https:\/\/example\.com\/tasks\.git', which is none of the trusted sources/);
});

test('a source in the settings is trusted', async () => {
  expect(await validate('trustedSources: [example.com]\n')).not.toContain('trusted sources');
});

test('fails over settings that are no list', async () => {
  expect(await validate('trustedSources: example.com\n')).toContain("has 'trustedSources', expected a list of texts");
});
