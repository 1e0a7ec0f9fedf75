// How long does the synth take? 1,000 Tasks with artifacts against as many raw ApiObjects with the same final JSON.
//
//   npx projen compile && node bench/synth.mjs [tasks]
//
// The target is a ratio below 1.5 of the time that passes. Each run is a process of its own, so that neither warms up the
// other; what counts is the least of six runs each, in turn. Beside it stands the time of the processors, with what V8's
// other threads compile and collect.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const RUNS = 6;
const TARGET = 1.5;

// The runs themselves are called with a kind and the file of the objects.
const [count = '1000', kind, objects] = process.argv.slice(2);
if (kind) report(kind, Number(count), objects);
else compare(Number(count));

function compare(tasks) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  const objects = join(folder, 'objects.json');
  try {
    const run = (kind) => JSON.parse(
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(tasks), kind, objects], { encoding: 'utf8' }));
    const pairs = Array.from({ length: RUNS }, () => ({ typed: run('tasks'), raw: run('raw') }));
    const least = (kind, clock) => Math.min(...pairs.map((pair) => pair[kind][clock]));
    const ratio = (clock) => least('typed', clock) / least('raw', clock);
    console.log(`${tasks} tasks with artifacts: ${least('typed', 'wall')} ms; the same objects raw: ${least('raw', 'wall')} ms; `
      + `ratio ${ratio('wall').toFixed(2)} (target below ${TARGET}), of the processor's time ${ratio('cpu').toFixed(2)}`);
    process.exitCode = ratio('wall') < TARGET ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Prints how long building and synthesizing take, in milliseconds of the clock and of the processor. */
function report(kind, tasks, objects) {
  const { App, Chart, ApiObject } = require('cdk8s');
  const fs = require('node:fs');
  const content = kind === 'raw' ? JSON.parse(fs.readFileSync(objects, 'utf8')) : [];
  const library = kind === 'raw' ? undefined : require('../lib/index.js');
  const outdir = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  const started = { cpu: process.cpuUsage(), wall: performance.now() };
  const app = new App({ outdir });
  const chart = new Chart(app, 'bench', { namespace: 'ci' });
  if (kind === 'raw') content.forEach((object, index) => new ApiObject(chart, `object-${index}`, object));
  else addTasks(library, chart, tasks);
  app.synth();
  const wall = Math.round(performance.now() - started.wall);
  const { user, system } = process.cpuUsage(started.cpu);
  console.log(JSON.stringify({ wall, cpu: Math.round((user + system) / 1000) }));
  if (kind !== 'raw') fs.writeFileSync(objects, JSON.stringify(chart.toJson()));
  rmSync(outdir, { recursive: true });
}

/** Tasks of three steps, and one Pipeline for every ten of them. */
function addTasks({ Artifact, ArtifactStorage, defineTask, definePipeline, Param }, chart, tasks) {
  ArtifactStorage.oci({ repository: 'registry.example.com/ci/artifacts' }).applyTo(chart);
  let pipeline;
  let source;
  for (let index = 0; index < tasks; index++) {
    const task = defineTask(chart, `task-${index}`, {
      params: { target: Param.string({ default: 'release' }) },
      inputs: { source: Artifact.directory() },
      outputs: { app: Artifact.directory(), sbom: Artifact.file({ mediaType: 'application/spdx+json' }) },
    });
    for (const step of ['prepare', 'build', 'check']) {
      task.addStep(step, {
        image: 'node:22',
        workingDir: task.inputs.source.path,
        env: { TARGET: task.params.target },
        script: `npm run ${step}\ncp -r dist/. ${task.outputs.app.path}\ncp sbom.json ${task.outputs.sbom.path}\n`,
      });
    }
    if (index % 10 === 0) {
      pipeline = definePipeline(chart, `pipeline-${index}`, { inputs: { source: Artifact.directory() } });
      source = pipeline.inputs.source;
    }
    source = pipeline.addTask(`task-${index}`, task, { inputs: { source } }).outputs.app;
  }
}
