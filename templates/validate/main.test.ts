import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { App, Chart } from 'cdk8s';
import { ValidateTask } from './validate-task';

const COMMAND = process.env.CDK8S_TEKTON ?? join(__dirname, 'node_modules', '.bin', 'cdk8s-tekton');
const TASK = 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec: {steps: [{name: make, image: "busybox:1.37", command: [make]}]}\n';

const folder = mkdtempSync(join(tmpdir(), 'validate-task-'));
after(() => rmSync(folder, { recursive: true }));

/** Runs the Task on this machine over one file. */
function run(yaml: string): { reason: string; results: { name: string; value: string }[] } {
  const app = new App({ outdir: join(folder, 'dist') });
  new ValidateTask(new Chart(app, 'validate'), 'validate');
  app.synth();
  writeFileSync(join(folder, 'task.yaml'), yaml);
  const { stdout, stderr } = spawnSync(COMMAND, ['run', join(folder, 'dist'), '--workspace', `source=${folder}`, '--param', 'paths=["task.yaml"]', '--store', join(folder, 'store'), '--json'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${dirname(COMMAND)}${delimiter}${process.env.PATH}` },
  });
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

test('YAML that is right passes, and warnings are counted', () => {
  const { reason, results } = run(TASK);
  assert.equal(reason, 'Succeeded');
  assert.deepEqual(results.map(({ name, value }) => [name, value]), [['errors', '0'], ['warnings', '1']]);
});

test('YAML that the webhook would refuse fails the Task', () => {
  assert.equal(run(TASK.replace('make,', 'MAKE,')).reason, 'StepFailed');
});
