import { App, Chart } from 'cdk8s';
import { ServiceAccount } from 'cdk8s-plus-27';
import { Artifact, ArtifactStorage, definePipeline, defineTask, PipelineRun } from 'cdk8s-tekton';

const app = new App();
const chart = new Chart(app, 'storage-s3');

// Holds for everything in the chart.
ArtifactStorage.s3({
  bucket: process.env.S3_BUCKET ?? 'tekton-artifacts',
  region: process.env.S3_REGION ?? 'eu-central-1',
  // MinIO, Ceph and others; left out for Amazon's.
  endpoint: process.env.S3_ENDPOINT,
  prefix: '{{namespace}}',
}).applyTo(chart);

// The steps that store and fetch ask as the ServiceAccount of the run, here by EKS IRSA.
const serviceAccount = new ServiceAccount(chart, 'identity', {
  metadata: { name: 'artifacts', annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/tekton-artifacts' } },
});

const build = defineTask(chart, 'build', { outputs: { site: Artifact.directory() } });
build.addStep('build', {
  image: 'busybox:1.37',
  env: { SITE: build.outputs.site.path },
  script: `#!/bin/sh
set -eu
echo '<h1>hello</h1>' > "$SITE/index.html"
`,
});

const check = defineTask(chart, 'check', { inputs: { site: Artifact.directory() } });
check.addStep('check', {
  image: 'busybox:1.37',
  env: { SITE: check.inputs.site.path },
  script: `#!/bin/sh
set -eu
grep hello "$SITE/index.html"
`,
});

const pipeline = definePipeline(chart, 'pipeline', {});
const built = pipeline.addTask('build', build);
pipeline.addTask('check', check, { inputs: { site: built.outputs.site } });
pipeline.addOutput('site', built.outputs.site);

// A run in a file of its own: `kubectl create` starts it.
new PipelineRun(new Chart(app, 'run'), 'run', { pipeline, generateName: 'storage-', serviceAccount });
app.synth();
