import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask, StorageHint } from 'cdk8s-tekton';

/** TEP-0164, use case 3: a data set goes in, a large model and a few bytes of metrics come out. */
export function build(app: App): void {
  const chart = new Chart(app, 'train', { namespace: 'ml' });
  ArtifactStorage.oci({ repository: 'registry.example.com/ml/artifacts' }).applyTo(chart);

  const train = defineTask(chart, 'train-model', {
    inputs: { dataset: Artifact.directory({ description: 'Training dataset' }) },
    outputs: {
      model: Artifact.directory({ description: 'Trained model weights', storage: StorageHint.EXTERNAL }),
      metrics: Artifact.file({ description: 'Training metrics (small)', mediaType: 'application/json', storage: StorageHint.INLINE }),
    },
  });
  train.addStep('train', {
    image: 'tensorflow/tensorflow:2.18.0',
    command: ['python', '/app/train.py'],
    args: ['--data', train.inputs.dataset.path, '--output', train.outputs.model.path, '--metrics', train.outputs.metrics.path],
  });

  const judge = defineTask(chart, 'judge-model', {
    inputs: { model: Artifact.directory({ content: false }), metrics: Artifact.file() },
  });
  judge.addStep('judge', {
    image: 'registry.example.com/tools/jq:1.7',
    env: { MODEL: judge.inputs.model.uri, MODEL_DIGEST: judge.inputs.model.digest },
    script: `#!/bin/sh -e
jq --exit-status '.accuracy >= 0.9' ${judge.inputs.metrics.path}
echo "good enough: $MODEL at $MODEL_DIGEST"
`,
  });

  const pipeline = definePipeline(chart, 'train', { inputs: { dataset: Artifact.directory() } });
  const trained = pipeline.addTask('train', train, { inputs: { dataset: pipeline.inputs.dataset } });
  pipeline.addTask('judge', judge, { inputs: { model: trained.outputs.model, metrics: trained.outputs.metrics } });
}
