import { Duration } from 'cdk8s';
import { Artifact, ArtifactRef, definePipeline, defineTask, OnError, PipelineRun, TaskRun, UploadPolicy, When } from '../../../src';
import { exitCodesOf, inNamespace, reasonOf, referenceOf, resultOf, skippedIn } from '../case';
import { IMAGE, optionalReader, reader, textTask } from '../tasks';

test.concurrent('an optional input is what was bound, or absent', inNamespace('optional', async (test) => {
  await test.apply((chart) => {
    const pipeline = definePipeline(chart, 'make', {});
    pipeline.addOutput('file', pipeline.addTask('write', textTask(chart, 'write', 'bound')).outputs.file);
    new PipelineRun(chart, 'make-run', { pipeline });
  });
  const { uri, digest } = referenceOf(await test.pipelineRun('make-run'), 'file');

  await test.apply((chart) => {
    const pipeline = definePipeline(chart, 'use', { inputs: { given: Artifact.file({ optional: true }) } });
    const read = pipeline.addTask('read', optionalReader(chart, 'read-given'), { inputs: { file: pipeline.inputs.given } });
    pipeline.addResult('text', read.results.text);
    new PipelineRun(chart, 'bound', { pipeline, inputs: { given: ArtifactRef.of(uri, digest) } });
    new PipelineRun(chart, 'unbound', { pipeline });
  });
  expect(resultOf(await test.pipelineRun('bound'), 'text')).toBe('bound');
  expect(resultOf(await test.pipelineRun('unbound'), 'text')).toBe('absent');
}));

test.concurrent('a producer with a condition hands on its output or a blank, and no consumer is skipped', inNamespace('when', async (test) => {
  await test.apply((chart) => {
    const pipeline = definePipeline(chart, 'p', { params: { wanted: {} } });
    const made = pipeline.addTask('make', textTask(chart, 'make', 'made'), { when: [When.isIn(pipeline.params.wanted, ['yes'])] });
    const consumer = optionalReader(chart, 'read');
    const read = pipeline.addTask('read', consumer, { inputs: { file: made.outputs.file } });
    pipeline.addTask('only-if-there', consumer, { inputs: { file: made.outputs.file }, when: [When.notIn(made.outputs.file.uri, [''])] });
    const last = pipeline.addFinally('last', consumer, { inputs: { file: made.outputs.file } });
    pipeline.addResult('read', read.results.text);
    pipeline.addResult('last', last.results.text);
    pipeline.addOutput('file', made.outputs.file);
    new PipelineRun(chart, 'yes', { pipeline, params: { wanted: 'yes' } });
    new PipelineRun(chart, 'no', { pipeline, params: { wanted: 'no' } });
  });

  const yes = await test.pipelineRun('yes');
  expect([reasonOf(yes), resultOf(yes, 'read'), resultOf(yes, 'last')]).toEqual(['Succeeded', 'made', 'made']);
  expect(await test.resultOf('yes', 'only-if-there', 'text')).toBe('made');

  const no = await test.pipelineRun('no');
  expect([reasonOf(no), resultOf(no, 'read'), resultOf(no, 'last')]).toEqual(['Completed', 'absent', 'absent']);
  expect(skippedIn(no)).toEqual({ 'only-if-there': 'When Expressions evaluated to false' });
  expect(resultOf(no, 'file')).toEqual({ uri: '', digest: '' });
}));

test.concurrent('a step skipped by its condition leaves an optional output blank, and fails a required one', inNamespace('step-when', async (test) => {
  await test.apply((chart) => {
    for (const optional of [true, false]) {
      const task = defineTask(chart, optional ? 'optional' : 'required', { params: { wanted: {} }, outputs: { file: Artifact.file({ optional }) } });
      task.addStep('write', { image: IMAGE, script: `echo made > ${task.outputs.file.path}`, when: [When.isIn(task.params.wanted, ['yes'])] });
      new TaskRun(chart, `${task.taskName}-run`, { task, params: { wanted: 'no' } });
    }
  });

  const optional = await test.taskRun('optional-run');
  expect([reasonOf(optional), resultOf(optional, 'file')]).toEqual(['Succeeded', { uri: '', digest: '' }]);

  const required = await test.taskRun('required-run');
  expect([reasonOf(required), exitCodesOf(required)['upload-artifacts']]).toEqual(['StepFailed', 24]);
  expect(resultOf(required, 'upload-artifacts-error')).toMatch(/^output 'file': no step wrote the file/);
}));

test.concurrent('finally consumers read what was made before a failure, and are skipped when it was not made', inNamespace('finally', async (test) => {
  await test.apply((chart) => {
    const pipeline = definePipeline(chart, 'p', {});
    const fail = defineTask(chart, 'fail', {});
    fail.addStep('fail', { image: IMAGE, script: 'exit 3' });
    const good = pipeline.addTask('good', textTask(chart, 'good', 'made'));
    pipeline.addTask('fail', fail, { runAfter: [good] });
    const bad = pipeline.addTask('bad', textTask(chart, 'bad', 'written, not uploaded', { then: 'exit 4' }));
    const read = reader(chart, 'read');
    pipeline.addFinally('after-good', read, { inputs: { file: good.outputs.file } });
    pipeline.addFinally('after-bad', read, { inputs: { file: bad.outputs.file } });
    // One failure must not stop the other before it starts.
    new PipelineRun(chart, 'run', { pipeline });
  });

  const run = await test.pipelineRun('run');

  expect(reasonOf(run)).toBe('Failed');
  expect(await test.resultOf('run', 'after-good', 'text')).toBe('made');
  expect(skippedIn(run)).toMatchObject({ 'after-bad': 'Results were missing' });
}));

test.concurrent('a failure that may be ignored', inNamespace('on-error', async (test) => {
  await test.apply((chart) => {
    const step = textTask(chart, 'step', 'of a failed step', { then: 'exit 3', step: { onError: OnError.CONTINUE } });
    const always = defineTask(chart, 'always', { outputs: { file: Artifact.file({ upload: UploadPolicy.ALWAYS }) } });
    always.addStep('write', { image: IMAGE, script: `printf %s 'of a failed task' > ${always.outputs.file.path}; exit 3` });
    const read = reader(chart, 'read');

    const ignored = definePipeline(chart, 'ignored', {});
    for (const [name, task] of Object.entries({ step, always })) {
      const made = ignored.addTask(name, task, { onError: OnError.CONTINUE });
      ignored.addTask(`${name}-read`, read, { inputs: { file: made.outputs.file } });
    }
    new PipelineRun(chart, 'ignored-run', { pipeline: ignored });

    const lost = definePipeline(chart, 'lost', {});
    const made = lost.addTask('make', textTask(chart, 'not-uploaded', 'lost', { then: 'exit 3' }), { onError: OnError.CONTINUE });
    lost.addTask('read', read, { inputs: { file: made.outputs.file } });
    new PipelineRun(chart, 'lost-run', { pipeline: lost });
  });

  const ignored = await test.pipelineRun('ignored-run');
  expect(reasonOf(ignored)).toBe('Succeeded');
  expect(await test.resultOf('ignored-run', 'step-read', 'text')).toBe('of a failed step');
  expect(await test.resultOf('ignored-run', 'always-read', 'text')).toBe('of a failed task');
  const always = await test.taskRunOf('ignored-run', 'always');
  expect(always && reasonOf(always)).toBe('FailureIgnored');

  // Nobody reads bytes that were not stored.
  const lost = await test.pipelineRun('lost-run');
  expect(await test.taskRunOf('lost-run', 'read')).toBeUndefined();
  expect([reasonOf(lost), skippedIn(lost)]).toEqual(['PipelineValidationFailed', {}]);
}));

test.concurrent('a retry hands on what the last attempt made', inNamespace('retries', async (test) => {
  await test.apply((chart) => {
    const make = defineTask(chart, 'make', { outputs: { file: Artifact.file(), tree: Artifact.directory() } });
    make.addStep('write', {
      image: IMAGE,
      // The name of the Pod tells the attempts apart. A file left behind by the first would be in the second one's tree.
      script: `case $(hostname) in *-retry1) attempt=2;; *) attempt=1;; esac
printf 'attempt %s, files ' $attempt > ${make.outputs.file.path}
touch "${make.outputs.tree.path}/$attempt"
test $attempt = 2`,
    });
    const check = defineTask(chart, 'check', { inputs: { file: Artifact.file(), tree: Artifact.directory() }, results: { text: {} } });
    check.addStep('read', { image: IMAGE, script: `(cat ${check.inputs.file.path}; ls ${check.inputs.tree.path}) > ${check.results.text.path}` });
    const pipeline = definePipeline(chart, 'p', {});
    const { outputs } = pipeline.addTask('make', make, { retries: 1 });
    pipeline.addTask('check', check, { inputs: outputs });
    new PipelineRun(chart, 'run', { pipeline });
  });

  expect(reasonOf(await test.pipelineRun('run'))).toBe('Succeeded');
  expect(await test.resultOf('run', 'check', 'text')).toBe('attempt 2, files 2\n');
  const make = await test.taskRunOf('run', 'make');
  expect(make?.status.retriesStatus).toHaveLength(1);
}));

test.concurrent('a timeout and a cancellation upload nothing and are never green', inNamespace('stopped', async (test) => {
  await test.apply((chart) => {
    const slow = textTask(chart, 'slow', 'written in time', { then: 'touch /tmp/written; sleep 300' });
    const read = reader(chart, 'read');
    const timeout = definePipeline(chart, 'timeout', {});
    const late = timeout.addTask('slow', slow, { timeout: Duration.seconds(30) });
    timeout.addTask('read', read, { inputs: { file: late.outputs.file } });
    new PipelineRun(chart, 'timeout-run', { pipeline: timeout });

    const cancelled = definePipeline(chart, 'cancelled', {});
    const stopped = cancelled.addTask('slow', slow);
    cancelled.addTask('read', read, { inputs: { file: stopped.outputs.file } });
    new PipelineRun(chart, 'cancelled-run', { pipeline: cancelled });
  });
  await test.started('tekton.dev/pipelineRun=cancelled-run', 'write');
  await test.kubectl('patch', 'pipelinerun', 'cancelled-run', '--type=merge', '-p', '{"spec":{"status":"Cancelled"}}');

  for (const [name, run, task] of [['timeout-run', 'Failed', 'TaskRunTimeout'], ['cancelled-run', 'Cancelled', 'TaskRunCancelled']]) {
    expect([name, reasonOf(await test.pipelineRun(name))]).toEqual([name, run]);
    const slow = await test.taskRunOf(name, 'slow');
    expect([name, slow && reasonOf(slow), slow?.status.results]).toEqual([name, task, undefined]);
    expect(await test.taskRunOf(name, 'read')).toBeUndefined();
  }
}));
