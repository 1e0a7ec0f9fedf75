import { createHash } from 'crypto';
import type { Chart } from 'cdk8s';
import { Artifact, definePipeline, defineTask, PipelineRun, TaskRun } from '../../../src';
import type { Case, Run } from '../case';
import { exitCodesOf, inNamespace, reasonOf, resultOf } from '../case';
import { IMAGE } from '../tasks';

const LENGTH = 300;

interface ContainerStatus {
  readonly name: string;
  readonly state: { readonly terminated?: { readonly message?: string } };
}

/** What output number i holds. */
const content = (i: number) => String(i).repeat(LENGTH).slice(0, LENGTH);

/** A Task of so many outputs, with a sidecar or not. */
function maker(chart: Chart, count: number, sidecar: boolean) {
  const names = Array.from({ length: count }, (_, i) => `out-${i}`);
  const task = defineTask(chart, `make-${count}`, { outputs: Object.fromEntries(names.map((name) => [name, Artifact.file()])), results: { own: {} } });
  const paths = JSON.stringify(names.map((name) => task.outputs[name].path));
  task.addStep('write', {
    image: IMAGE,
    env: { OWN: task.results.own.path },
    script: `#!/usr/bin/env node
const { writeFileSync } = require('fs');
${paths}.forEach((path, i) => writeFileSync(path, String(i).repeat(${LENGTH}).slice(0, ${LENGTH})));
writeFileSync(process.env.OWN, 'mine');`,
  });
  if (sidecar) task.addSidecar('beside', { image: IMAGE, script: 'sleep 3600' });
  return { task, names };
}

/** What Tekton grants each container of a Pod, by the containers that are really there. */
async function granted(test: Case, run: Run): Promise<{ containers: number; bytes: number; messages: { [step: string]: number } }> {
  const { spec, status } = JSON.parse(await test.kubectl('get', 'pod', run.status.podName ?? '', '-o', 'json'));
  const containers = spec.containers.length + spec.initContainers.length;
  const messages = Object.fromEntries((status.containerStatuses as ContainerStatus[]).map((container) =>
    [container.name, Buffer.byteLength(container.state.terminated?.message ?? '')]));
  return { containers, bytes: Math.min(4096, Math.floor(12288 / containers)), messages };
}

/** The container count that the compiler wrote into the upload step. */
async function planned(test: Case, task: string): Promise<number> {
  const { spec } = JSON.parse(await test.kubectl('get', 'task', task, '-o', 'json'));
  const { args } = spec.steps.find(({ name }: { name: string }) => name === 'upload-artifacts');
  return Number(args.find((arg: string) => arg.startsWith('--containers=')).slice('--containers='.length));
}

test.concurrent.each([[1, false], [5, true], [20, false], [100, true]])(
  'all of %i outputs arrive, in messages that Tekton takes (sidecar: %s)', async (count, sidecar) => inNamespace(`results-${count}`, async (test) => {
    await test.apply((chart) => {
      const { task, names } = maker(chart, count, sidecar);
      const read = defineTask(chart, 'read', { inputs: { all: Artifact.files() }, results: { hash: {} } });
      read.addStep('read', {
        image: IMAGE,
        script: `cd ${read.inputs.all.path}; for i in $(seq 0 ${count - 1}); do cat $i; done | sha256sum > ${read.results.hash.path}`,
      });
      const pipeline = definePipeline(chart, 'p', {});
      const made = pipeline.addTask('make', task);
      pipeline.addTask('read', read, { inputs: { all: names.map((name) => made.outputs[name]) } });
      pipeline.addOutput('last', made.outputs[names[count - 1]]);
      pipeline.addResult('own', made.results.own);
      new PipelineRun(chart, 'run', { pipeline });
    });

    const run = await test.pipelineRun('run');
    expect([reasonOf(run), resultOf(run, 'own')]).toEqual(['Succeeded', 'mine']);
    const expected = createHash('sha256').update(Array.from({ length: count }, (_, i) => content(i)).join('')).digest('hex');
    expect(await test.resultOf('run', 'read', 'hash')).toBe(`${expected}  -\n`);

    const make = await test.taskRunOf('run', 'make') as Run;
    const { containers, bytes, messages } = await granted(test, make);
    expect(await planned(test, `make-${count}`)).toBe(containers);
    expect(messages['step-upload-artifacts']).toBeGreaterThan(0);
    for (const [step, length] of Object.entries(messages)) expect([step, length <= bytes]).toEqual([step, true]);
  })());

test.concurrent('results that crowd out the references turn the run red', inNamespace('results-large', async (test) => {
  await test.apply((chart) => {
    // Nothing at synth tells that the author's result is so large; each alone is a result that Tekton would take.
    for (const bytes of [2800, 3040]) {
      const task = defineTask(chart, `own-${bytes}`, { outputs: { one: Artifact.file(), two: Artifact.file() }, results: { own: {} } });
      task.addStep('write', {
        image: IMAGE,
        script: `head -c ${bytes} /dev/zero | tr '\\0' x > ${task.results.own.path}; seq 1000 | tee ${task.outputs.one.path} > ${task.outputs.two.path}`,
      });
      new TaskRun(chart, `own-${bytes}-run`, { task });
    }
  });

  for (const bytes of [2800, 3040]) {
    const run = await test.taskRun(`own-${bytes}-run`);
    expect([bytes, reasonOf(run), exitCodesOf(run)['upload-artifacts']]).toEqual([bytes, 'StepFailed', 29]);
    // No room is left for words, and the code says it.
    for (const name of ['one', 'two']) expect(resultOf(run, name)).toBeUndefined();
  }
}));
