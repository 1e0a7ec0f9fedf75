import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, defineTask, StorageHint } from 'cdk8s-tekton';

/** TEP-0164, artifact declaration: an input, a build output and a small inline log. */
export function build(app: App): void {
  const chart = new Chart(app, 'ci', { namespace: 'ci' });
  ArtifactStorage.fromConfigMap().applyTo(chart);

  const task = defineTask(chart, 'build-images', {
    inputs: { source: Artifact.directory({ description: 'Source code to build' }) },
    outputs: {
      'images': Artifact.file({ description: 'Built container image references', subject: true, storage: StorageHint.EXTERNAL }),
      'build-log': Artifact.file({ description: 'Build summary log', storage: StorageHint.INLINE }),
    },
  });
  task.addStep('build', {
    image: 'registry.example.com/tools/builder:1.4',
    env: { SOURCE_PATH: task.inputs.source.path, SOURCE_DIGEST: task.inputs.source.digest },
    script: `#!/bin/sh -e
make -C "$SOURCE_PATH" images.json
cp "$SOURCE_PATH/images.json" ${task.outputs.images.path}
echo "Built 2 images from $SOURCE_DIGEST" > ${task.outputs['build-log'].path}
`,
  });
}
