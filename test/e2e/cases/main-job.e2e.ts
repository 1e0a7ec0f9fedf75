import { Artifact, ArtifactAgent, defineTask, definePipeline, PipelineRun } from '../../../src';
import { agentImage } from '../agent-image';
import { inNamespace, reasonOf, referenceOf, resultOf } from '../case';

const IMAGE = 'node:24-bookworm-slim';

const agents = { bundled: () => ArtifactAgent.bundled(), image: () => ArtifactAgent.image(agentImage()) };

test.concurrent.each(Object.entries(agents))('artifacts reach their consumers, an optional input stays absent (agent: %s)', async (name, agent) => inNamespace(`main-${name}`, async (test) => {
  await test.apply((chart) => {
    agent().applyTo(chart);
    const make = defineTask(chart, 'make', { outputs: { tree: Artifact.directory(), big: Artifact.file(), note: Artifact.file() } });
    make.addStep('make', {
      image: IMAGE,
      script: `mkdir -p "${make.outputs.tree.path}/a b/ü"; echo hello > "${make.outputs.tree.path}/a b/ü/-x.txt"
ln -s 'a b' ${make.outputs.tree.path}/link
head -c 100000 /dev/zero > ${make.outputs.big.path}
printf note > ${make.outputs.note.path}`,
    });
    const check = defineTask(chart, 'check', {
      inputs: { tree: Artifact.directory(), big: Artifact.file(), note: Artifact.file(), extra: Artifact.file({ optional: true }) },
    });
    check.addStep('check', {
      image: IMAGE,
      script: `test "$(cat "${check.inputs.tree.path}/link/ü/-x.txt")" = hello
test "$(wc -c < ${check.inputs.big.path})" = 100000
test "$(cat ${check.inputs.note.path})" = note
test ! -e ${check.inputs.extra.path}`,
    });
    const pipeline = definePipeline(chart, 'main', {});
    const made = pipeline.addTask('make', make);
    pipeline.addTask('check', check, { inputs: { tree: made.outputs.tree, big: made.outputs.big, note: made.outputs.note } });
    pipeline.addOutput('big', made.outputs.big);
    new PipelineRun(chart, 'run', { pipeline });
  });

  const run = await test.pipelineRun('run');

  expect(reasonOf(run)).toBe('Succeeded');
  expect(resultOf(run, 'big')).toEqual({ uri: test.repository, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
  const make = await test.taskRunOf('run', 'make');
  expect(make && referenceOf(make, 'note').uri).toBe(`data:text/plain;base64,${Buffer.from('note').toString('base64')}`);
})());
