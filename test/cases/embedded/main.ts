import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactRef, ArtifactStorage, definePipeline, defineTask, Param, PipelineRun, Task, TaskRun } from 'cdk8s-tekton';

/** Specs written where they are used: in a Pipeline, in a PipelineRun and in a TaskRun. */
export function build(app: App): void {
  const chart = new Chart(app, 'embedded', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const produce = defineTask(chart, 'produce', {
    embedded: true,
    metadata: { labels: { team: 'docs' }, annotations: { 'example.com/owner': 'docs' } },
    outputs: { page: Artifact.file({ mediaType: 'text/html' }) },
  });
  produce.addStep('render', { image: 'registry.example.com/tools/render:1.0', args: ['$(params.title)', produce.outputs.page.path] });

  const pipeline = definePipeline(chart, 'pages', { embedded: true, params: { title: Param.string() } });
  const produced = pipeline.addTask('render', produce);
  pipeline.addOutput('page', produced.outputs.page);
  new PipelineRun(chart, 'pages-run', { pipeline, generateName: 'pages-', params: { title: 'Hello' } });

  const show = new Task(chart, 'show', { embedded: true, metadata: { labels: { team: 'docs' } }, inputs: { page: Artifact.file() } });
  show.addStep('show', { image: 'busybox:1.37', command: ['cat'], args: [show.input('page').path] });
  const run = new TaskRun(chart, 'show-run', { task: show, inputs: { page: ArtifactRef.of('registry.example.com/pages', `sha256:${'c3'.repeat(32)}`) } });
  ArtifactStorage.oci({ repository: 'registry.example.com/other' }).applyTo(run);
}
