import * as kplus from 'cdk8s-plus-27';
import { Artifact, ArtifactRef, ArtifactStorage, definePipeline, defineTask, PipelineRun, TaskRun } from '../../../src';
import { inNamespace, reasonOf, referenceOf, resultOf } from '../case';
import { kubectl } from '../kubectl';
import { IMAGE } from '../tasks';

test.concurrent('a claim stores the artifacts of runs side by side', inNamespace('claim', async (test) => {
  await kubectl(['apply', '-f', '-'], JSON.stringify({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'artifacts', namespace: test.namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }));
  const storage = { storage: false };

  await test.apply((chart) => {
    ArtifactStorage.pvc({ claim: kplus.PersistentVolumeClaim.fromClaimName(chart, 'claim', 'artifacts') }).applyTo(chart);
    const make = defineTask(chart, 'make', { params: { text: {} }, outputs: { tree: Artifact.directory(), big: Artifact.file() } });
    make.addStep('write', {
      image: IMAGE,
      env: { TEXT: make.params.text },
      script: `printf "$TEXT" > ${make.outputs.tree.path}/text; (printf "$TEXT"; head -c 5000000 /dev/zero) > ${make.outputs.big.path}`,
    });
    const read = defineTask(chart, 'read', { inputs: { tree: Artifact.directory(), big: Artifact.file() }, results: { text: {} } });
    read.addStep('read', {
      image: IMAGE,
      script: `(cat ${read.inputs.tree.path}/text; printf ' '; head -c 3 ${read.inputs.big.path}; printf ' '; wc -c < ${read.inputs.big.path}) > ${read.results.text.path}`,
    });
    const pipeline = definePipeline(chart, 'p', { params: { run: {} } });
    const made = ['a', 'b'].map((name) => pipeline.addTask(`make-${name}`, make, { params: { text: `${pipeline.params.run}-${name}` } }));
    pipeline.addTask('read-aa', read, { inputs: made[0].outputs });
    pipeline.addTask('read-ab', read, { inputs: { tree: made[0].outputs.tree, big: made[1].outputs.big } });
    pipeline.addOutput('big', made[1].outputs.big);
    for (const run of ['1', '2']) new PipelineRun(chart, `run-${run}`, { pipeline, params: { run } });
  }, storage);

  for (const run of ['1', '2']) {
    expect([run, reasonOf(await test.pipelineRun(`run-${run}`))]).toEqual([run, 'Succeeded']);
    expect(await test.resultOf(`run-${run}`, 'read-aa', 'text')).toBe(`${run}-a ${run}-a 5000003\n`);
    expect(await test.resultOf(`run-${run}`, 'read-ab', 'text')).toBe(`${run}-a ${run}-b 5000003\n`);
  }
  const [first, second] = await Promise.all(['run-1', 'run-2'].map(async (name) => referenceOf(await test.pipelineRun(name), 'big')));
  expect(first.uri).toMatch(/^pvc:artifacts\//);
  expect(second.uri).not.toBe(first.uri);

  // A later run reads what an earlier one left.
  await test.apply((chart) => {
    ArtifactStorage.pvc({ claim: kplus.PersistentVolumeClaim.fromClaimName(chart, 'claim', 'artifacts') }).applyTo(chart);
    const task = defineTask(chart, 'later', { inputs: { big: Artifact.file() }, results: { text: {} } });
    task.addStep('read', { image: IMAGE, script: `head -c 3 ${task.inputs.big.path} > ${task.results.text.path}` });
    new TaskRun(chart, 'later-run', { task, inputs: { big: ArtifactRef.of(first.uri, first.digest) } });
  }, storage);
  expect(resultOf(await test.taskRun('later-run'), 'text')).toBe('1-b');
}));
