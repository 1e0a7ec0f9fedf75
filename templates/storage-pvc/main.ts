import { App, Chart, Size } from 'cdk8s';
import { PersistentVolumeAccessMode, PersistentVolumeClaim } from 'cdk8s-plus-27';
import { Artifact, ArtifactStorage, definePipeline, defineTask, PipelineRun } from 'cdk8s-tekton';

const app = new App();
const chart = new Chart(app, 'storage-pvc');

// The runs of one namespace share a volume.
const claim = new PersistentVolumeClaim(chart, 'artifacts', {
  metadata: { name: 'tekton-artifacts' },
  // Pods of one run may be on several nodes; ReadWriteOnce is enough where there is one.
  accessModes: [PersistentVolumeAccessMode.READ_WRITE_MANY],
  storage: Size.gibibytes(10),
});

// Holds for everything in the chart.
ArtifactStorage.pvc({ claim }).applyTo(chart);

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
