import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { readYaml } from '../../src/cli/validate/read-yaml';
import type { RunReport } from '../../src/local/report';
import { checkDocuments } from '../../src/rules/engine';
import { ALL_PACKS } from '../../src/rules/packs/all';
import { Welcome, WelcomeRun } from '../../templates/welcome/pipeline';
import { call } from '../cli/terminal';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'welcome-'));
  synth(join(folder, 'dist'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function synth(outdir: string): string {
  const app = new App({ outdir });
  const { pipeline } = new Welcome(app, 'welcome', { repository: 'registry.example.com/ci/artifacts' });
  new WelcomeRun(app, 'welcome-run', { pipeline });
  app.synth();
  return app.synthYaml();
}

async function run(...args: string[]): Promise<RunReport> {
  const { stdout, stderr } = await call('run', join(folder, 'dist'), '--json', '--store', join(folder, 'store'), ...args);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as RunReport;
}

test('two synths give the same bytes', () => {
  expect(synth(join(folder, 'one'))).toBe(synth(join(folder, 'two')));
});

test('no rule finds an error in it', () => {
  const findings = checkDocuments(readYaml('welcome.yaml', synth(join(folder, 'checked'))), { packs: ALL_PACKS, api: 'stable' });
  expect(findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([]);
});

test('runs without a source, and shows every kind of artifact', async () => {
  const report = await run();
  expect(report).toMatchObject({ succeeded: true, reason: 'Succeeded' });
  expect(report.tasks.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
    'checksum Succeeded', 'package Succeeded', 'report Succeeded', 'sbom Succeeded', 'source Succeeded', 'test Succeeded',
  ]);
  const produced = new Map(report.artifacts.filter(({ action }) => action !== 'fetched').map((artifact) => [artifact.name, artifact]));
  expect(produced.get('source')).toMatchObject({ kind: 'directory' });
  expect(produced.get('package')).toMatchObject({ kind: 'file', action: 'stored' });
  expect(produced.get('checksums')).toMatchObject({ kind: 'file', action: 'kept', uri: 'inline' });
  const results = Object.fromEntries(report.results.map(({ name, value }) => [name, value]));
  expect(results.version).toBe('1.0.0');
  expect(results.release).toEqual({
    uri: 'https://npm.example.com/source/-/source-1.0.0.tgz', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
  });
}, 60_000);

test('fails when a check of the source fails, and still reports it', async () => {
  const source = join(folder, 'source');
  const facts = { name: 'broken', version: '1.2.3' };
  mkdirSync(source);
  writeFileSync(join(source, 'package.json'), JSON.stringify(facts));
  writeFileSync(join(source, 'package-lock.json'), JSON.stringify({ ...facts, lockfileVersion: 3, packages: { '': facts } }));
  writeFileSync(join(source, 'README.md'), '[a guide](guide.md) that is not there');
  const report = await run('--input', `source=${source}`);
  expect(report).toMatchObject({ succeeded: false, reason: 'Failed' });
  expect(report.tasks.find(({ name }) => name === 'test')).toMatchObject({ state: 'Failed' });
  expect(report.tasks.find(({ name }) => name === 'package')).not.toMatchObject({ state: 'Succeeded' });
  expect(report.tasks.find(({ name }) => name === 'report')).toMatchObject({ state: 'Succeeded' });
  expect(report.artifacts.filter(({ name }) => name === 'report')).toHaveLength(1);
}, 60_000);
