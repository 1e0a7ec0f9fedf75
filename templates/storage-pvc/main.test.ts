import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Yaml } from 'cdk8s';

const folder = mkdtempSync(join(tmpdir(), 'storage-pvc-'));
const dist = join(folder, 'dist');

before(() => {
  execFileSync(process.execPath, ['--import', 'tsx', 'main.ts'], { cwd: __dirname, env: { ...process.env, CDK8S_OUTDIR: dist } });
});
after(() => rmSync(folder, { recursive: true }));

test('artifacts are stored on the claim', () => {
  const objects = Yaml.load(join(dist, 'storage-pvc.k8s.yaml'));
  assert.deepEqual(objects.find(({ metadata }) => metadata.name === 'config-artifact-storage').data, {
    'backend': 'pvc',
    'pvc.claimName': 'tekton-artifacts',
  });
});

test('the pipeline runs on this machine', () => {
  const command = process.env.CDK8S_TEKTON ?? join(__dirname, 'node_modules', '.bin', 'cdk8s-tekton');
  const report = execFileSync(command, ['run', dist, '--store', join(folder, 'store'), '--json'], { encoding: 'utf8' });
  assert.equal(JSON.parse(report).reason, 'Succeeded');
});
