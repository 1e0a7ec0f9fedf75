import { Artifact, ArtifactAgent, ArtifactKind, definePipeline, Pipeline, PipelineRun, Resolver, Task } from '../../../src';
import { agentImage } from '../agent-image';
import { inNamespace, reasonOf, resultOf } from '../case';
import { reader, textTask } from '../tasks';

test.concurrent('Tasks with an agent image serve Pipelines of their own and of other namespaces', inNamespace('shared', async (test) => {
  const user = await test.sibling('user');
  await test.apply((chart) => {
    ArtifactAgent.image(agentImage()).applyTo(chart);
    const make = textTask(chart, 'make', 'shared');
    const read = reader(chart, 'read');
    for (const name of ['one', 'other']) {
      const pipeline = definePipeline(chart, name, {});
      const made = pipeline.addTask('make', make);
      pipeline.addResult('text', pipeline.addTask('read', read, { inputs: { file: made.outputs.file } }).results.text);
      new PipelineRun(chart, `${name}-run`, { pipeline });
    }
  });
  // No agent and no Task here: only where artifacts are stored.
  await user.apply((chart) => {
    const from = (name: string) => Resolver.cluster({ name, namespace: test.namespace, kind: 'task' });
    const make = Task.fromResolver(chart, 'make', from('make'), { outputs: { file: { kind: ArtifactKind.FILE } } });
    const read = Task.fromResolver(chart, 'read', from('read'), { inputs: { file: Artifact.file() }, results: { text: {} } });
    const pipeline = new Pipeline(chart, 'p', {});
    const made = pipeline.addTask('make', make);
    pipeline.addResult('text', pipeline.addTask('read', read, { inputs: { file: made.output('file') } }).result('text'));
    pipeline.addOutput('file', made.output('file'));
    new PipelineRun(chart, 'run', { pipeline });
  });

  for (const name of ['one-run', 'other-run']) {
    const run = await test.pipelineRun(name);
    expect([name, reasonOf(run), resultOf(run, 'text')]).toEqual([name, 'Succeeded', 'shared']);
  }
  const run = await user.pipelineRun('run');
  expect([reasonOf(run), resultOf(run, 'text')]).toEqual(['Succeeded', 'shared']);
}));
