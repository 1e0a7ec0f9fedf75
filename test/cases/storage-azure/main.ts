import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import { Artifact, ArtifactStorage, definePipeline, defineTask } from 'cdk8s-tekton';

/** The cluster stores in Azure; one namespace has keys of its own for another account. */
export function build(app: App): void {
  ArtifactStorage.azureBlob({ accountName: 'tektonresults', container: 'tekton-results' }).applyTo(app);
  const chart = new Chart(app, 'azure', { namespace: 'ci' });
  ArtifactStorage.azureBlob({
    accountName: 'teamartifacts',
    container: 'artifacts',
    credentials: Secret.fromSecretName(chart, 'credentials', 'tekton-results-azure-creds'),
  }).applyTo(chart);

  const producer = defineTask(chart, 'producer', { outputs: { report: Artifact.file() } });
  producer.addStep('produce', { image: 'busybox:1.37', script: `date > ${producer.outputs.report.path}\n` });
  const consumer = defineTask(chart, 'consumer', { inputs: { report: Artifact.file() } });
  consumer.addStep('consume', { image: 'busybox:1.37', command: ['cat'], args: [consumer.inputs.report.path] });

  const pipeline = definePipeline(chart, 'azure', {});
  const produced = pipeline.addTask('produce', producer);
  pipeline.addTask('consume', consumer, { inputs: { report: produced.outputs.report } });
}
