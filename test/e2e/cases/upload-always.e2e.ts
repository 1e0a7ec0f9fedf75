import type { Chart } from 'cdk8s';
import { Duration } from 'cdk8s';
import { Artifact, ComputeResources, definePipeline, defineTask, OnError, PipelineRun, TaskRun, UploadPolicy } from '../../../src';
import type { StepProps } from '../../../src';
import type { Case, Run } from '../case';
import { inNamespace, reasonOf, referenceOf, resultOf } from '../case';

const IMAGE = 'node:24-bookworm-slim';
const always = { report: Artifact.file({ upload: UploadPolicy.ALWAYS }) };

/** A TaskRun whose only user step writes a report and then ends badly. */
function failing(chart: Chart, name: string, script: string, more: Partial<StepProps> = {}): void {
  const task = defineTask(chart, name, { outputs: always });
  task.addStep('test', { image: IMAGE, script: `echo "report of ${name}" > ${task.outputs.report.path}\n${script}`, ...more });
  new TaskRun(chart, `${name}-run`, { task });
}

const uploadedText = (run: Run) => Buffer.from(referenceOf(run, 'report').uri.split('base64,')[1] ?? '', 'base64').toString();

async function exitCodes(test: Case, name: string): Promise<{ run: Run; codes: Record<string, number | undefined> }> {
  const run = await test.taskRun(name);
  return { run, codes: Object.fromEntries((run.status.steps ?? []).map((step) => [step.name, step.terminated?.exitCode])) };
}

test.concurrent('a failing step still uploads, and the TaskRun fails with its code', inNamespace('always', async (test) => {
  await test.apply((chart) => {
    failing(chart, 'code', 'exit 7');
    failing(chart, 'signal', 'kill -9 $$');
    failing(chart, 'green', 'true');
    failing(chart, 'allowed', 'exit 3', { onError: OnError.CONTINUE });
  });

  const code = await exitCodes(test, 'code-run');
  expect(reasonOf(code.run)).toBe('StepFailed');
  expect(code.codes['upload-artifacts']).toBe(7);
  expect(uploadedText(code.run)).toBe('report of code\n');

  const signal = await exitCodes(test, 'signal-run');
  expect(reasonOf(signal.run)).toBe('StepFailed');
  expect(signal.codes['upload-artifacts']).not.toBe(0);

  const green = await exitCodes(test, 'green-run');
  expect(reasonOf(green.run)).toBe('Succeeded');
  expect(uploadedText(green.run)).toBe('report of green\n');

  const allowed = await exitCodes(test, 'allowed-run');
  expect(reasonOf(allowed.run)).toBe('Succeeded');
  expect(uploadedText(allowed.run)).toBe('report of allowed\n');
}));

test.concurrent('a timeout or an OOM kill of the step is never green', inNamespace('always-kill', async (test) => {
  await test.apply((chart) => {
    failing(chart, 'timeout', 'sleep 60', { timeout: Duration.seconds(3) });
    failing(chart, 'oom', 'node -e "const a=[];for(;;)a.push(Buffer.alloc(1e7,1))"', {
      computeResources: ComputeResources.of({ limits: { memory: '64Mi' } }),
    });
    failing(chart, 'missing', '', { script: undefined, command: ['/no/such/program'] });
  });

  for (const name of ['timeout-run', 'oom-run', 'missing-run']) {
    const run = await test.taskRun(name);
    expect([name, run.status.conditions?.[0]?.status]).toEqual([name, 'False']);
  }
}));

test.concurrent('steps behind the failed one do not run, and run when it succeeds', inNamespace('always-later', async (test) => {
  await test.apply((chart) => {
    for (const [name, script] of [['bad', 'exit 5'], ['good', 'true']]) {
      const task = defineTask(chart, name, { outputs: { report: Artifact.file({ upload: UploadPolicy.ALWAYS, step: 'test' }) }, results: { ran: {} } });
      task.addStep('test', { image: IMAGE, script: `echo "report of ${name}" > ${task.outputs.report.path}\n${script}` });
      task.addStep('after', { image: IMAGE, script: `printf yes > ${task.results.ran.path}` });
      new TaskRun(chart, `${name}-run`, { task });
    }
  });

  const bad = await exitCodes(test, 'bad-run');
  expect(reasonOf(bad.run)).toBe('StepFailed');
  expect(bad.codes['upload-artifacts']).toBe(5);
  expect(resultOf(bad.run, 'ran')).toBeUndefined();
  expect(uploadedText(bad.run)).toBe('report of bad\n');

  const good = await exitCodes(test, 'good-run');
  expect(reasonOf(good.run)).toBe('Succeeded');
  expect(resultOf(good.run, 'ran')).toBe('yes');
}));

test.concurrent('a finally task reads the report of a failed task', inNamespace('always-finally', async (test) => {
  await test.apply((chart) => {
    const tests = defineTask(chart, 'tests', { outputs: always });
    tests.addStep('test', { image: IMAGE, script: `echo "1 failed" > ${tests.outputs.report.path}; exit 1` });
    const publish = defineTask(chart, 'publish', { inputs: { report: Artifact.file() }, results: { text: {} } });
    publish.addStep('publish', { image: IMAGE, script: `cp ${publish.inputs.report.path} ${publish.results.text.path}` });
    const pipeline = definePipeline(chart, 'p', {});
    const tested = pipeline.addTask('tests', tests);
    pipeline.addFinally('publish', publish, { inputs: { report: tested.outputs.report } });
    new PipelineRun(chart, 'run', { pipeline });
  });

  const run = await test.pipelineRun('run');
  expect(reasonOf(run)).toBe('Failed');
  const publish = await test.taskRunOf('run', 'publish');
  expect(publish && resultOf(publish, 'text')).toBe('1 failed\n');
}));

test.concurrent('what a failed step did not write is blank, and a failure before it uploads nothing', inNamespace('always-partly', async (test) => {
  await test.apply((chart) => {
    const partly = defineTask(chart, 'partly', { outputs: { ...always, log: Artifact.file({ upload: UploadPolicy.ALWAYS }), plain: Artifact.file() } });
    partly.addStep('test', { image: IMAGE, script: `echo "report of partly" > ${partly.outputs.report.path}; exit 9` });
    new TaskRun(chart, 'partly-run', { task: partly });

    const early = defineTask(chart, 'early', { outputs: always });
    early.addStep('before', { image: IMAGE, script: `echo early > ${early.outputs.report.path}; exit 6` });
    early.addStep('test', { image: IMAGE, script: 'true' });
    new TaskRun(chart, 'early-run', { task: early });

    const late = defineTask(chart, 'late', { outputs: always });
    late.addStep('test', { image: IMAGE, script: `echo late > ${late.outputs.report.path}; sleep 300` });
    new TaskRun(chart, 'late-run', { task: late, timeout: Duration.seconds(30) });
  });

  const partly = await exitCodes(test, 'partly-run');
  expect([reasonOf(partly.run), partly.codes['upload-artifacts'], uploadedText(partly.run)]).toEqual(['StepFailed', 9, 'report of partly\n']);
  for (const name of ['log', 'plain']) expect(resultOf(partly.run, name)).toEqual({ uri: '', digest: '' });

  const early = await exitCodes(test, 'early-run');
  expect([reasonOf(early.run), early.codes.before, resultOf(early.run, 'report')]).toEqual(['StepFailed', 6, undefined]);

  const late = await test.taskRun('late-run');
  expect([reasonOf(late), resultOf(late, 'report')]).toEqual(['TaskRunTimeout', undefined]);
}));
