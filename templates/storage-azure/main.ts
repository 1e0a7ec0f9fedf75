import { App, Chart } from 'cdk8s';
import { ServiceAccount } from 'cdk8s-plus-27';
import { Artifact, ArtifactStorage, definePipeline, defineTask, PipelineRun } from 'cdk8s-tekton';

const app = new App();
const chart = new Chart(app, 'storage-azure');

// Holds for everything in the chart.
ArtifactStorage.azureBlob({
  accountName: process.env.AZURE_STORAGE_ACCOUNT ?? 'tektonresults',
  container: process.env.AZURE_CONTAINER ?? 'tekton-artifacts',
  // Another cloud than the public one, or an emulator.
  endpoint: process.env.AZURE_ENDPOINT,
  prefix: '{{namespace}}',
}).applyTo(chart);

// The steps that store and fetch ask as the ServiceAccount of the run: Azure Workload Identity.
const serviceAccount = new ServiceAccount(chart, 'identity', {
  metadata: { name: 'artifacts', annotations: { 'azure.workload.identity/client-id': '00000000-0000-0000-0000-000000000000' } },
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
new PipelineRun(new Chart(app, 'run'), 'run', {
  pipeline,
  generateName: 'storage-',
  serviceAccount,
  // Tekton copies it to the pods, where the webhook of Azure looks for it.
  metadata: { labels: { 'azure.workload.identity/use': 'true' } },
});
app.synth();
