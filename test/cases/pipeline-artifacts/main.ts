import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactRef, ArtifactStorage, definePipeline, defineTask, PipelineRun } from 'cdk8s-tekton';

/** TEP-0164, pipeline-level declarations: a Pipeline takes and gives artifacts, and a PipelineRun says which. */
export function build(app: App): void {
  const chart = new Chart(app, 'build-and-sign', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const buildImages = defineTask(chart, 'build-images', {
    inputs: { source: Artifact.directory() },
    outputs: { images: Artifact.file({ subject: true, mediaType: 'application/json' }) },
  });
  buildImages.addStep('build', {
    image: 'registry.example.com/tools/builder:1.4',
    workingDir: buildImages.inputs.source.path,
    args: ['--output', buildImages.outputs.images.path],
  });
  const signImages = defineTask(chart, 'sign-images', {
    inputs: { images: Artifact.file() },
    outputs: { signatures: Artifact.directory() },
  });
  signImages.addStep('sign', {
    image: 'registry.example.com/tools/signer:1.0',
    args: [signImages.inputs.images.path, signImages.outputs.signatures.path],
  });

  const pipeline = definePipeline(chart, 'build-and-sign', {
    inputs: { source: Artifact.directory({ description: 'Source code (passed from an outer Pipeline or PipelineRun)' }) },
  });
  const built = pipeline.addTask('build', buildImages, { inputs: { source: pipeline.inputs.source } });
  const signed = pipeline.addTask('sign', signImages, { inputs: { images: built.outputs.images } });
  pipeline.addOutput('images', built.outputs.images);
  pipeline.addOutput('signatures', signed.outputs.signatures);

  new PipelineRun(chart, 'my-build-run', {
    pipeline,
    inputs: { source: ArtifactRef.of('registry.example.com/sources', `sha256:${'a1'.repeat(32)}`) },
  });
}
