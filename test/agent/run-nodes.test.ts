import { runNodes } from '../../src/agent/artifact/run-nodes';

const RUN = { namespace: 'ci', pipelineRun: 'run-1', taskRun: 'run-1-build', uid: '0f6d' };

const parsed = (content: Buffer | undefined) => JSON.parse(String(content)) as Record<string, unknown>;

test('every step of a run makes the same node of its PipelineRun', () => {
  const [build, sign] = [runNodes(RUN), runNodes({ ...RUN, taskRun: 'run-1-sign' })];
  expect(sign?.pipelineRun).toEqual(build?.pipelineRun);
  expect(sign?.taskRun.document.descriptor.digest).not.toBe(build?.taskRun.document.descriptor.digest);
});

test('a TaskRun refers to its PipelineRun', () => {
  const nodes = runNodes(RUN);
  expect(parsed(nodes?.pipelineRun?.document.content)).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    artifactType: 'application/vnd.tekton.artifact.pipelinerun.v1',
    manifests: [],
    annotations: {
      'dev.tekton.artifact/namespace': 'ci', 'dev.tekton.artifact/pipelinerun': 'run-1', 'dev.tekton.artifact/run-uid': '0f6d',
    },
  });
  expect(parsed(nodes?.taskRun.document.content)).toMatchObject({
    artifactType: 'application/vnd.tekton.artifact.taskrun.v1',
    subject: nodes?.pipelineRun?.document.descriptor,
    annotations: { 'dev.tekton.artifact/taskrun': 'run-1-build' },
  });
});

test('a run of the same name later is another one', () => {
  expect(runNodes({ ...RUN, uid: '1111' })?.pipelineRun?.document.descriptor).not.toEqual(runNodes(RUN)?.pipelineRun?.document.descriptor);
});

test('tags are the names of the run', () => {
  expect([runNodes(RUN)?.pipelineRun?.tag, runNodes(RUN)?.taskRun.tag]).toEqual(['ci.run-1', 'ci.run-1.run-1-build']);
  expect(runNodes({ ...RUN, pipelineRun: '' })).toMatchObject({ taskRun: { tag: 'ci..run-1-build' } });
});

test('no artifact can take the tag of a run, whatever the pattern', () => {
  // the artifact 'run-1' of this pattern is called 'ci.run-1'
  expect(runNodes(RUN, '{{namespace}}.{{artifact}}')?.pipelineRun?.tag).toBe('_ci.run-1');
});

test('what was stored by hand belongs to no run', () => {
  expect(runNodes({ namespace: '', pipelineRun: '', taskRun: '', uid: '' })).toBeUndefined();
});
