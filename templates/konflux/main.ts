import { App, Chart } from 'cdk8s';
import { Artifact, ArtifactAgent, ArtifactStorage, definePipeline, defineTask, OciProfile, Param, PipelineRun, ReferenceCodec } from 'cdk8s-tekton';

const app = new App();
const chart = new Chart(app, 'konflux');

// Archives and references as build-trusted-artifacts makes them; they are gone after five days.
ArtifactStorage.oci({
  repository: process.env.ARTIFACT_REPOSITORY ?? 'quay.example.com/team-a/app',
  profile: OciProfile.KONFLUX,
}).applyTo(chart);
ArtifactAgent.bundled({ env: { IMAGE_EXPIRES_AFTER: '5d' } }).applyTo(chart);

// Stands for git-clone-oci-ta, so that the pipeline runs anywhere.
const clone = defineTask(chart, 'clone', { outputs: { SOURCE_ARTIFACT: Artifact.directory({ codec: ReferenceCodec.STRING }) } });
clone.addStep('clone', {
  image: 'busybox:1.37',
  env: { SOURCE: clone.outputs.SOURCE_ARTIFACT.path },
  script: `#!/bin/sh
set -eu
echo '{ "name": "app" }' > "$SOURCE/package.json"
`,
});

// A Task of your own: prefetch-dependencies-oci-ta or buildah-oci-ta can follow it.
const generate = defineTask(chart, 'generate', {
  params: { target: Param.string({ default: 'all' }) },
  inputs: { SOURCE_ARTIFACT: Artifact.directory({ codec: ReferenceCodec.STRING }) },
  outputs: { GENERATED_ARTIFACT: Artifact.directory({ codec: ReferenceCodec.STRING }) },
});
generate.addStep('generate', {
  image: 'busybox:1.37',
  env: { TARGET: generate.params.target, SOURCE: generate.inputs.SOURCE_ARTIFACT.path, GENERATED: generate.outputs.GENERATED_ARTIFACT.path },
  script: `#!/bin/sh
set -eu
cp -R "$SOURCE/." "$GENERATED"
echo "$TARGET" > "$GENERATED/target"
`,
});

const pipeline = definePipeline(chart, 'pipeline', {});
const { outputs: { SOURCE_ARTIFACT } } = pipeline.addTask('clone', clone);
pipeline.addTask('generate', generate, { inputs: { SOURCE_ARTIFACT } });

// A run in a file of its own: `kubectl create` starts it.
new PipelineRun(new Chart(app, 'run'), 'run', { pipeline, generateName: 'konflux-' });
app.synth();
