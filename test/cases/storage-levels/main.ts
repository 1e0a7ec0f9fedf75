import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import { Artifact, ArtifactRef, ArtifactStorage, ArtifactStorageConfig, definePipeline, defineTask, PipelineRun } from 'cdk8s-tekton';

/** TEP-0164, repository configuration: cluster, namespace, Pipeline and PipelineRun, the nearest one wins. */
export function build(app: App): void {
  const cluster = ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts', tagPattern: '{{namespace}}-{{taskrun}}-{{artifact}}' });
  cluster.applyTo(app);
  const platform = new Chart(app, 'platform');
  new ArtifactStorageConfig(platform, 'cluster', {
    cluster: true,
    data: {
      'enabled': 'true',
      'backend': 'oci',
      'inline-threshold': '1024',
      'oci.repository': 'registry.example.com/tekton/artifacts',
      'oci.tagPattern': '{{namespace}}-{{taskrun}}-{{artifact}}',
    },
  });

  const team = new Chart(app, 'team-a', { namespace: 'team-a' });
  const credentials = Secret.fromSecretName(team, 'credentials', 'team-a-registry-creds');
  ArtifactStorage.oci({ repository: 'team-a-registry.example.com/artifacts', credentials }).applyTo(team);

  const buildImages = defineTask(team, 'build-images', { inputs: { source: Artifact.directory() }, outputs: { images: Artifact.file() } });
  buildImages.addStep('build', {
    image: 'registry.example.com/tools/builder:1.4',
    args: [buildImages.inputs.source.path, buildImages.outputs.images.path],
  });

  const pipeline = definePipeline(team, 'build', { inputs: { source: Artifact.directory() } });
  ArtifactStorage.oci({ repository: 'registry.example.com/team-a/build-artifacts', inlineThreshold: 512 }).applyTo(pipeline);
  const built = pipeline.addTask('build', buildImages, { inputs: { source: pipeline.inputs.source } });
  pipeline.addOutput('images', built.outputs.images);

  const run = new PipelineRun(team, 'my-pipeline-run', {
    pipeline,
    inputs: { source: ArtifactRef.parse(`oci:registry.example.com/sources@sha256:${'b2'.repeat(32)}`) },
  });
  ArtifactStorage.oci({ repository: 'my-registry.example.com/my-app/artifacts' }).applyTo(run);
}
