import { App, Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask, PipelineRun } from 'cdk8s-tekton';

const app = new App();
const chart = new Chart(app, 'storage-http');

// Holds for everything in the chart. Five requests are all that the server has to know.
ArtifactStorage.http({
  url: process.env.STORE_URL ?? 'https://store.example.com/artifacts',
  prefix: '{{namespace}}',
}).applyTo(chart);

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
new PipelineRun(new Chart(app, 'run'), 'run', { pipeline, generateName: 'storage-' });
app.synth();
