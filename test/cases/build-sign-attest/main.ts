import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, declareTask, definePipeline, Param } from 'cdk8s-tekton';

/** TEP-0164, transparent resolution: Tasks that are in the namespace already, bound by declared names; one is told a digest only. */
export function build(app: App): void {
  const chart = new Chart(app, 'build-sign-attest', { namespace: 'ci' });
  ArtifactStorage.fromConfigMap().applyTo(chart);

  const buildImages = declareTask(chart, 'build-images', 'build-images', {
    outputs: { images: Artifact.file({ subject: true }), sbom: Artifact.file() },
  });
  const signImages = declareTask(chart, 'sign-images', 'sign-images', { inputs: { images: Artifact.file() } });
  const attest = declareTask(chart, 'attest', 'create-attestation', { inputs: { sbom: Artifact.file() } });
  const notify = declareTask(chart, 'notify', 'send-notification', { params: { 'images-digest': Param.string(), 'images-uri': Param.string() } });

  const pipeline = definePipeline(chart, 'build-sign-attest', {});
  const { outputs } = pipeline.addTask('build', buildImages);
  pipeline.addTask('sign', signImages, { inputs: { images: outputs.images } });
  pipeline.addTask('attest', attest, { inputs: { sbom: outputs.sbom } });
  pipeline.addTask('notify', notify, { params: { 'images-digest': outputs.images.digest, 'images-uri': outputs.images.uri } });
}
