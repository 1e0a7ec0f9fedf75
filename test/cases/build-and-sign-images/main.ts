import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask, StorageHint } from 'cdk8s-tekton';

/** TEP-0164, use case 1: several images are built, and every one is signed. */
export function build(app: App): void {
  const chart = new Chart(app, 'build-and-sign', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const buildImages = defineTask(chart, 'build-images', {
    outputs: { images: Artifact.file({ description: 'Built image references with digests', mediaType: 'application/json', storage: StorageHint.EXTERNAL, subject: true }) },
  });
  buildImages.addStep('build', {
    image: 'registry.example.com/tools/builder:1.4',
    script: `#!/bin/sh -e
make images.json
cp images.json ${buildImages.outputs.images.path}
`,
  });

  const signImages = defineTask(chart, 'sign-images', {
    inputs: { images: Artifact.file({ description: 'Image references to sign' }) },
  });
  signImages.addStep('sign', {
    image: 'registry.example.com/tools/cosign:2.4',
    script: `#!/bin/sh -e
jq -r '.[].uri' ${signImages.inputs.images.path} | while read -r image; do
  cosign sign --yes "$image"
done
`,
  });

  const pipeline = definePipeline(chart, 'build-and-sign', {});
  const built = pipeline.addTask('build', buildImages);
  pipeline.addTask('sign', signImages, { inputs: { images: built.outputs.images } });
}
