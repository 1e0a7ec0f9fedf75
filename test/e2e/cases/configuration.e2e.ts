import type { IConstruct } from 'constructs';
import { ArtifactStorage, ArtifactStorageConfig, definePipeline, PipelineRun } from '../../../src';
import type { Case } from '../case';
import { exitCodesOf, inNamespace, reasonOf, referenceOf, resultOf } from '../case';
import { readContent, REGISTRY_SCHEME } from '../registry';
import { textTask } from '../tasks';

/** What one run says beside the levels below it. */
interface Level {
  readonly pipeline?: ArtifactStorage;
  readonly run?: ArtifactStorage;
  /** An annotation of the run alone: its key without the prefix, and its value. */
  readonly key?: readonly [string, string];
}

/** Starts runs of one Task, which differ in what their Pipeline and they themselves say. */
async function start(test: Case, runs: { readonly [name: string]: Level }, configMap?: { [key: string]: string }): Promise<void> {
  await test.apply((chart) => {
    // Nothing is kept inline unless a level above the cluster default says so.
    repository(test, 'default', 0).applyTo(chart.node.root);
    if (configMap) new ArtifactStorageConfig(chart, 'config', { data: configMap });
    const task = textTask(chart, 'write', 'some text');
    for (const [name, { pipeline: ofPipeline, run: ofRun, key }] of Object.entries(runs)) {
      const pipeline = definePipeline(chart, `${name}-pipeline`, {});
      pipeline.addOutput('file', pipeline.addTask('write', task).outputs.file);
      ofPipeline?.applyTo(pipeline as unknown as IConstruct);
      const annotations = key && { [`tekton.dev/artifact-storage-${key[0]}`]: key[1] };
      const run = new PipelineRun(chart, name, { pipeline, metadata: { annotations } });
      ofRun?.applyTo(run);
    }
  }, { storage: false });
}

const location = (test: Case, level: string) => `${test.repository}/${level}`;
const repository = (test: Case, level: string, inlineThreshold?: number) =>
  ArtifactStorage.oci({ repository: location(test, level), plainHttp: REGISTRY_SCHEME === 'http', inlineThreshold });

/** Expects runs to have stored the text each in its repository; a repository of undefined: in the reference itself. */
async function expectStored(test: Case, expected: { readonly [run: string]: string | undefined }): Promise<void> {
  for (const [name, level] of Object.entries(expected)) {
    const run = await test.pipelineRun(name);
    expect([name, reasonOf(run)]).toEqual([name, 'Succeeded']);
    const reference = referenceOf(run, 'file');
    if (level === undefined) {
      expect([name, reference.uri]).toEqual([name, expect.stringMatching(/^data:/)]);
    } else {
      expect([name, reference.uri]).toEqual([name, location(test, level)]);
      expect((await readContent(reference)).toString()).toBe('some text');
    }
  }
}

/** Expects a run to have failed in its upload. */
async function expectRefused(test: Case, name: string, code: number, message: RegExp): Promise<void> {
  expect([name, reasonOf(await test.pipelineRun(name))]).toEqual([name, 'Failed']);
  const run = await test.taskRunOf(name, 'write');
  expect([name, run && exitCodesOf(run)['upload-artifacts']]).toEqual([name, code]);
  expect(run && resultOf(run, 'upload-artifacts-error')).toMatch(message);
}

test.concurrent('each level of the configuration overrides the one below, key by key', inNamespace('configuration', async (test) => {
  const at = (level: string) => repository(test, level);

  // The cluster default alone, and what lies over it without a ConfigMap between them.
  await start(test, { 'default': {}, 'default-run': { run: at('run') }, 'default-key': { key: ['inline-threshold', '1024'] } });
  await expectStored(test, { 'default': 'default', 'default-run': 'run', 'default-key': undefined });

  // The ConfigMap of the namespace says where; how much stays inline is inherited from the default.
  await start(test, {
    'config-map': {},
    'pipeline': { pipeline: at('pipeline') },
    'run': { pipeline: at('pipeline'), run: at('run') },
    'run-key': { pipeline: at('pipeline'), key: ['oci-repository', location(test, 'key')] },
    'one-key': { key: ['inline-threshold', '1024'] },
    'disabled': { pipeline: at('pipeline'), run: ArtifactStorage.disabled() },
  }, { 'oci.repository': location(test, 'config-map') });
  await expectStored(test, { 'config-map': 'config-map', 'pipeline': 'pipeline', 'run': 'run', 'run-key': 'key', 'one-key': undefined });
  await expectRefused(test, 'disabled', 21, /must be stored/);

  // A namespace that stores nothing, by a ConfigMap that others keep, and a run that does nevertheless.
  const patch = (data: { [key: string]: string | null }) =>
    test.kubectl('patch', 'configmap', 'config-artifact-storage', '--type=merge', '-p', JSON.stringify({ data }));
  await patch({ 'enabled': 'false', 'oci.repository': null });
  await start(test, { 'namespace-disabled': {}, 'enabled': { run: at('run'), key: ['enabled', 'true'] } });
  await expectStored(test, { enabled: 'run' });
  await expectRefused(test, 'namespace-disabled', 21, /must be stored/);

  await patch({ 'oci.repository': 'https://no/scheme' });
  await start(test, { invalid: {} });
  await expectRefused(test, 'invalid', 20, /ConfigMap '.*config-artifact-storage'/);
}));
