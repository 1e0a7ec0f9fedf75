import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, defineTask } from 'cdk8s-tekton';

/** An SBOM is stored with its run, and attached to the image that it is of. */
export function build(app: App): void {
  const chart = new Chart(app, 'scan', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts', groupByPipelineRun: false }).applyTo(chart);

  const scan = defineTask(chart, 'scan', {
    inputs: { image: Artifact.file({ content: false }) },
    outputs: { sbom: Artifact.file({ mediaType: 'application/spdx+json', attachTo: 'image' }) },
  });
  scan.addStep('scan', {
    image: 'ghcr.io/anchore/syft:v1.20.0',
    env: { IMAGE: `${scan.inputs.image.uri}@${scan.inputs.image.digest}` },
    script: `#!/bin/sh -e
syft scan "$IMAGE" -o spdx-json > ${scan.outputs.sbom.path}
`,
  });
}
