import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask } from 'cdk8s-tekton';

/** Artifacts in Google Cloud Storage, by the Workload Identity of the run's ServiceAccount: no Secret at all. */
export function build(app: App): void {
  const chart = new Chart(app, 'gcs', { namespace: 'ci' });
  ArtifactStorage.gcs({
    bucket: 'tekton-artifacts',
    keyPattern: '{{namespace}}/{{pipelinerun}}/{{taskrun}}/{{artifact}}',
    kmsKeyName: 'projects/ci/locations/europe/keyRings/tekton/cryptoKeys/artifacts',
  }).applyTo(chart);

  const producer = defineTask(chart, 'producer', { outputs: { report: Artifact.file() } });
  producer.addStep('produce', { image: 'busybox:1.37', script: `date > ${producer.outputs.report.path}\n` });
  const consumer = defineTask(chart, 'consumer', { inputs: { report: Artifact.file() } });
  consumer.addStep('consume', { image: 'busybox:1.37', command: ['cat'], args: [consumer.inputs.report.path] });

  const pipeline = definePipeline(chart, 'gcs', {});
  const produced = pipeline.addTask('produce', producer);
  pipeline.addTask('consume', consumer, { inputs: { report: produced.outputs.report } });
}
