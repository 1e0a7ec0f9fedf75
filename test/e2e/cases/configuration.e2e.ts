import { ArtifactStorage, ArtifactStorageConfig, definePipeline, PipelineRun } from '../../../src';
import { exitCodesOf, inNamespace, reasonOf, referenceOf, resultOf } from '../case';
import { readContent } from '../registry';
import { textTask } from '../tasks';

test.concurrent('each level of the configuration overrides the one below, key by key', inNamespace('configuration', async (test) => {
  const at = (level: string) => `${test.repository}/${level}`;
  const program = (pipelines: readonly string[], data?: { [key: string]: string }) => test.apply((chart) => {
    test.storage(at('default')).applyTo(chart.node.root);
    if (data) new ArtifactStorageConfig(chart, 'config', { data });
    const task = textTask(chart, 'write', 'some text');
    for (const name of pipelines) {
      const pipeline = definePipeline(chart, `${name}-pipeline`, {});
      pipeline.addOutput('file', pipeline.addTask('write', task).outputs.file);
      if (/^(pipeline|run|disabled)$/.test(name)) test.storage(at('pipeline')).applyTo(pipeline as never);
      const annotations = name === 'one-key' ? { 'tekton.dev/artifact-storage-inline-threshold': '1024' } : undefined;
      const run = new PipelineRun(chart, name, { pipeline, metadata: { annotations } });
      if (name === 'run') test.storage(at('run')).applyTo(run);
      if (name === 'disabled') ArtifactStorage.disabled().applyTo(run);
    }
  }, { storage: false });

  // Below the threshold nothing would be stored, so every level but one says 0 or inherits it.
  await program(['none']);
  expect(referenceOf(await test.pipelineRun('none'), 'file').uri).toMatch(/^data:/);

  await program(['config-map', 'pipeline', 'run', 'one-key', 'disabled'], { 'oci.repository': at('config-map'), 'inline-threshold': '0' });
  for (const level of ['config-map', 'pipeline', 'run']) {
    const run = await test.pipelineRun(level);
    expect([level, reasonOf(run), referenceOf(run, 'file').uri]).toEqual([level, 'Succeeded', at(level)]);
    expect((await readContent(referenceOf(run, 'file'))).toString()).toBe('some text');
  }
  expect(referenceOf(await test.pipelineRun('one-key'), 'file').uri).toMatch(/^data:/);

  expect(reasonOf(await test.pipelineRun('disabled'))).toBe('Failed');
  const disabled = await test.taskRunOf('disabled', 'write');
  expect(disabled && exitCodesOf(disabled)['upload-artifacts']).toBe(21);

  await test.kubectl('patch', 'configmap', 'config-artifact-storage', '--type=merge', '-p', '{"data":{"oci.repository":"https://no/scheme"}}');
  await program(['invalid']);
  await test.pipelineRun('invalid');
  const invalid = await test.taskRunOf('invalid', 'write');
  expect(invalid && exitCodesOf(invalid)['upload-artifacts']).toBe(20);
  expect(invalid && resultOf(invalid, 'upload-artifacts-error')).toMatch(/ConfigMap '.*config-artifact-storage'/);
}));
