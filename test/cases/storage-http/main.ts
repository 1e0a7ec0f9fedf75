import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import { Artifact, ArtifactStorage, definePipeline, defineTask, PipelineRun } from 'cdk8s-tekton';

/** A server of one's own; a run that keeps its artifacts below a prefix of its own there. */
export function build(app: App): void {
  const chart = new Chart(app, 'http', { namespace: 'ci' });
  const credentials = Secret.fromSecretName(chart, 'credentials', 'artifact-http-creds');
  ArtifactStorage.http({ url: 'https://artifacts.example.com/v1', credentials }).applyTo(chart);

  const producer = defineTask(chart, 'producer', { outputs: { report: Artifact.file() } });
  producer.addStep('produce', { image: 'busybox:1.37', script: `date > ${producer.outputs.report.path}\n` });
  const consumer = defineTask(chart, 'consumer', { inputs: { report: Artifact.file() } });
  consumer.addStep('consume', { image: 'busybox:1.37', command: ['cat'], args: [consumer.inputs.report.path] });

  const pipeline = definePipeline(chart, 'http', {});
  const produced = pipeline.addTask('produce', producer);
  pipeline.addTask('consume', consumer, { inputs: { report: produced.outputs.report } });

  const run = new PipelineRun(chart, 'nightly', { pipeline });
  ArtifactStorage.http({ url: 'https://artifacts.example.com/v1', prefix: 'nightly/{{pipelinerun}}', credentials }).applyTo(run);
}
