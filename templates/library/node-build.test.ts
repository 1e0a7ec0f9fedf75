import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { App, Chart, Testing } from 'cdk8s';
import { Artifact, ArtifactStorage, Pipeline } from 'cdk8s-tekton';
import { NodeBuild, NodeBuildProps } from './src';

const folder = mkdtempSync(join(tmpdir(), 'node-build-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A pipeline that uses the library as others will. */
function pipelineChart(app: App, props: NodeBuildProps): Chart {
  const chart = new Chart(app, 'test');
  ArtifactStorage.oci({ repository: 'registry.example.com/ci/artifacts' }).applyTo(chart);
  const pipeline = new Pipeline(chart, 'pipeline', { inputs: { source: Artifact.directory() } });
  const built = new NodeBuild(chart, 'node-build', props).addTo(pipeline, 'build', pipeline.input('source'));
  pipeline.addOutput('build', built.output('build'));
  return chart;
}

/** Synthesizes the pipeline and runs it on this machine. */
function run(name: string, props: NodeBuildProps): string {
  const outdir = join(folder, name);
  const source = join(folder, `${name}-source`);
  mkdirSync(source);
  writeFileSync(join(source, 'hello.txt'), 'hello');
  const app = new App({ outdir });
  pipelineChart(app, props);
  app.synth();
  const command = process.env.CDK8S_TEKTON ?? join(__dirname, 'node_modules', '.bin', 'cdk8s-tekton');
  return execFileSync(command, ['run', outdir, '--input', `source=${source}`, '--store', join(folder, 'store')], { encoding: 'utf8', stdio: 'pipe' });
}

test('the defaults are those of npm', () => {
  const task = Testing.synth(pipelineChart(Testing.app(), {})).find(({ kind }) => kind === 'Task');
  const { env } = task.spec.steps.find(({ name }: { name: string }) => name === 'build');
  assert.deepEqual(env.find(({ name }: { name: string }) => name === 'BUILD_COMMAND').value, 'npm ci && npm run build');
});

test('what the command makes is handed on', () => {
  assert.match(run('good', { command: 'mkdir dist && cp hello.txt dist/' }), /stored|kept directory build/);
});

test('fails when the command fails, although it left files', () => {
  assert.throws(() => run('bad', { command: 'mkdir dist && cp hello.txt dist/ && false' }), { status: 1 });
});
