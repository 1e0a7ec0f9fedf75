import { createHash } from 'crypto';
import { gunzipSync, gzipSync } from 'zlib';
import { Artifact, definePipeline, defineTask, PipelineRun } from '../../../src';
import { inNamespace, reasonOf } from '../case';
import { kubectl } from '../kubectl';
import { IMAGE } from '../tasks';

/** The same manifest with an agent of another version, which says in the log who it is. */
function withAgent(version: string, yaml: string): string {
  const [, name] = /name: (artifact-agent-[0-9a-f]{12})/.exec(yaml) ?? [];
  const [, content] = /agent\.js\.gz: (\S+)/.exec(yaml) ?? [];
  const changed = gzipSync(`console.log('agent ${version}');\n${gunzipSync(Buffer.from(content, 'base64'))}`);
  const [before, after] = [Buffer.from(content, 'base64'), changed].map((bundle) => createHash('sha256').update(bundle).digest('hex'));
  return yaml.replaceAll(before, after).replaceAll(name, `artifact-agent-${after.slice(0, 12)}`).replace(content, changed.toString('base64'));
}

test.concurrent('runs that go on while a new version is applied finish, each Task with the agent it started with', inNamespace('upgrade', async (test) => {
  const synth = (runs: readonly string[]) => test.synth((chart) => {
    for (const embedded of [false, true]) {
      const suffix = embedded ? 'embedded' : 'referenced';
      const make = defineTask(chart, `make-${suffix}`, { embedded, outputs: { file: Artifact.file() } });
      // The runs that are there before wait until the new version has been applied.
      make.addStep('write', {
        image: IMAGE,
        script: `seq 10000 > ${make.outputs.file.path}
case $(hostname) in before-*) until test -e /tmp/applied; do sleep 0.2; done;; esac`,
      });
      const read = defineTask(chart, `read-${suffix}`, { embedded, inputs: { file: Artifact.file() }, results: { lines: {} } });
      read.addStep('read', { image: IMAGE, script: `wc -l < ${read.inputs.file.path} > ${read.results.lines.path}` });
      const pipeline = definePipeline(chart, suffix, {});
      pipeline.addTask('read', read, { inputs: { file: pipeline.addTask('make', make).outputs.file } });
      for (const run of runs) new PipelineRun(chart, `${run}-${suffix}`, { pipeline });
    }
  });
  await kubectl(['apply', '-f', '-'], withAgent('old', synth(['before'])));
  const before = ['before-referenced', 'before-embedded'];
  for (const run of before) await test.started(`tekton.dev/pipelineRun=${run}`, 'write');
  await kubectl(['apply', '-f', '-'], withAgent('new', synth(['after'])));
  for (const run of before) {
    const make = await test.taskRunOf(run, 'make');
    await test.kubectl('exec', make?.status.podName ?? '', '-c', 'step-write', '--', 'touch', '/tmp/applied');
  }

  const agentOf = async (run: string, task: string, step: string) => {
    const taskRun = await test.taskRunOf(run, task);
    return taskRun && /^agent (\w+)/m.exec(await test.log(taskRun, step))?.[1];
  };
  const agents: { [run: string]: unknown } = {};
  for (const run of [...before, 'after-referenced', 'after-embedded']) {
    expect([run, reasonOf(await test.pipelineRun(run))]).toEqual([run, 'Succeeded']);
    expect(await test.resultOf(run, 'read', 'lines')).toBe('10000\n');
    agents[run] = [await agentOf(run, 'make', 'upload-artifacts'), await agentOf(run, 'read', 'fetch-artifacts')];
  }
  // Tekton looks a referenced Task up when its TaskRun starts, and keeps what is embedded from the start of the run.
  expect(agents).toEqual({
    'before-referenced': ['old', 'new'], 'before-embedded': ['old', 'old'], 'after-referenced': ['new', 'new'], 'after-embedded': ['new', 'new'],
  });
}));
