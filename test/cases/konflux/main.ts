import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactAgent, ArtifactStorage, definePipeline, defineTask, OciProfile, Param, ReferenceCodec } from 'cdk8s-tekton';

/** Tasks beside those of Konflux: they take its trusted artifacts, and hand on such ones. */
export function build(app: App): void {
  const chart = new Chart(app, 'build', { namespace: 'team-a' });
  ArtifactStorage.oci({ repository: 'quay.example.com/team-a/app', profile: OciProfile.KONFLUX }).applyTo(chart);
  ArtifactAgent.bundled({ env: { IMAGE_EXPIRES_AFTER: '5d' } }).applyTo(chart);

  const generate = defineTask(chart, 'generate', {
    params: { target: Param.string({ default: 'all' }) },
    inputs: { SOURCE_ARTIFACT: Artifact.directory({ codec: ReferenceCodec.STRING }) },
    outputs: { GENERATED_ARTIFACT: Artifact.directory({ codec: ReferenceCodec.STRING }) },
  });
  generate.addStep('generate', {
    image: 'golang:1.24',
    workingDir: generate.inputs.SOURCE_ARTIFACT.path,
    env: { TARGET: generate.params.target },
    script: `#!/bin/sh -e
make "$TARGET"
cp -r generated/. ${generate.outputs.GENERATED_ARTIFACT.path}/
`,
  });

  // a Pipeline takes the result of git-clone-oci-ta as it is, and hands on one that prefetch-dependencies-oci-ta takes
  const pipeline = definePipeline(chart, 'build', { inputs: { SOURCE_ARTIFACT: Artifact.directory({ codec: ReferenceCodec.STRING }) } });
  pipeline.addTask('generate', generate, { inputs: { SOURCE_ARTIFACT: pipeline.inputs.SOURCE_ARTIFACT } });
}
