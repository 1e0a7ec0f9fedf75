import { Artifact, ArtifactRef, definePipeline, defineTask, PipelineRun, ReferenceCodec } from '../../../src';
import { inNamespace, reasonOf, referenceOf, resultOf } from '../case';
import { IMAGE, reader, textTask } from '../tasks';

test.concurrent('a matrix fans out over artifacts, its outputs are collected, and another run takes the result', inNamespace('matrix', async (test) => {
  await test.apply((chart) => {
    const upper = defineTask(chart, 'upper', {
      params: { suffix: {} },
      inputs: { file: Artifact.file({ codec: ReferenceCodec.STRING }) },
      outputs: { file: Artifact.file({ codec: ReferenceCodec.STRING }) },
    });
    upper.addStep('upper', {
      image: IMAGE,
      env: { SUFFIX: upper.params.suffix },
      script: `(tr a-z A-Z < ${upper.inputs.file.path}; printf %s "$SUFFIX") > ${upper.outputs.file.path}`,
    });
    const collect = defineTask(chart, 'collect', { inputs: { all: Artifact.files() }, outputs: { file: Artifact.file() } });
    collect.addStep('collect', { image: IMAGE, script: `for file in ${collect.inputs.all.path}/*; do cat $file; echo; done | sort | tr '\\n' ' ' > ${collect.outputs.file.path}` });

    const pipeline = definePipeline(chart, 'p', {});
    const made = ['a', 'b'].map((text) => pipeline.addTask(`make-${text}`, textTask(chart, `make-${text}`, text)).outputs.file);
    const out = pipeline.addTask('upper', upper, { matrix: { inputs: { file: made }, params: { suffix: ['1', '2'] } } });
    pipeline.addOutput('all', pipeline.addTask('collect', collect, { inputs: { all: out.outputs.file } }).outputs.file);
    new PipelineRun(chart, 'run', { pipeline });
  });

  const run = await test.pipelineRun('run');
  expect(reasonOf(run)).toBe('Succeeded');
  expect(await test.taskRunsOf('run', 'upper')).toHaveLength(4);
  const { uri, digest } = referenceOf(run, 'all');

  await test.apply((chart) => {
    const pipeline = definePipeline(chart, 'next', { inputs: { all: Artifact.file() } });
    pipeline.addResult('text', pipeline.addTask('read', reader(chart, 'read'), { inputs: { file: pipeline.inputs.all } }).results.text);
    new PipelineRun(chart, 'next-run', { pipeline, inputs: { all: ArtifactRef.of(uri, digest) } });
  });
  expect(resultOf(await test.pipelineRun('next-run'), 'text')).toBe('A1 A2 B1 B2 ');
}));
