import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask, Param, ReferenceCodec } from 'cdk8s-tekton';

/** Fan-out over params and over artifacts, and fan-in of what all the runs wrote. */
export function build(app: App): void {
  const chart = new Chart(app, 'shards', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const prepare = defineTask(chart, 'prepare', { outputs: { linux: Artifact.directory({ codec: ReferenceCodec.STRING }), windows: Artifact.directory() } });
  prepare.addStep('prepare', {
    image: 'busybox:1.37',
    args: ['cp', '-r', '/fixtures/linux/.', prepare.outputs.linux.path],
  });
  prepare.addStep('prepare-windows', { image: 'busybox:1.37', args: ['cp', '-r', '/fixtures/windows/.', prepare.outputs.windows.path] });

  const test = defineTask(chart, 'test', {
    params: { browser: Param.string(), flags: Param.string({ default: '' }) },
    inputs: { fixture: Artifact.directory({ codec: ReferenceCodec.STRING }) },
    outputs: { report: Artifact.file({ codec: ReferenceCodec.STRING }) },
  });
  test.addStep('test', {
    image: 'registry.example.com/tools/browser-tests:3.1',
    env: { BROWSER: test.params.browser, FLAGS: test.params.flags },
    args: [test.inputs.fixture.path, test.outputs.report.path],
  });

  const merge = defineTask(chart, 'merge', { inputs: { reports: Artifact.files() } });
  merge.addStep('merge', { image: 'registry.example.com/tools/merge:1.0', args: [merge.inputs.reports.path] });

  const pipeline = definePipeline(chart, 'shards', {});
  const prepared = pipeline.addTask('prepare', prepare);
  const tested = pipeline.addTask('test', test, {
    matrix: {
      params: { browser: ['chrome', 'firefox'] },
      inputs: { fixture: [prepared.outputs.linux, prepared.outputs.windows] },
      include: [{ name: 'headless', params: { browser: 'chrome', flags: '--headless' } }],
    },
  });
  pipeline.addTask('merge', merge, { inputs: { reports: tested.outputs.report } });
}
