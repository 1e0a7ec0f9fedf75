import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { ConfigMap, Secret } from 'cdk8s-plus-27';
import { Artifact, ArtifactStorage, definePipeline, defineTask, S3Encryption } from 'cdk8s-tekton';

/** Artifacts in a bucket of an S3 inside the cluster, with keys of a Secret that only the injected steps see. */
export function build(app: App): void {
  const chart = new Chart(app, 's3', { namespace: 'ci' });
  ArtifactStorage.s3({
    bucket: 'tekton-artifacts',
    prefix: '{{namespace}}',
    region: 'eu-central-1',
    endpoint: 'https://minio.minio.svc:9000',
    pathStyle: true,
    credentials: Secret.fromSecretName(chart, 'credentials', 'artifact-s3-creds'),
    certificateAuthority: ConfigMap.fromConfigMapName(chart, 'ca', 'minio-ca'),
    encryption: S3Encryption.AES256,
  }).applyTo(chart);

  const producer = defineTask(chart, 'producer', { outputs: { report: Artifact.file() } });
  producer.addStep('produce', { image: 'busybox:1.37', script: `date > ${producer.outputs.report.path}\n` });
  const consumer = defineTask(chart, 'consumer', { inputs: { report: Artifact.file() } });
  consumer.addStep('consume', { image: 'busybox:1.37', command: ['cat'], args: [consumer.inputs.report.path] });

  const pipeline = definePipeline(chart, 's3', {});
  const produced = pipeline.addTask('produce', producer);
  pipeline.addTask('consume', consumer, { inputs: { report: produced.outputs.report } });
}
