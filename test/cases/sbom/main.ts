import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask, Param, StorageHint } from 'cdk8s-tekton';

/** TEP-0164, use case 2: an SBOM of megabytes is stored, and signed by its digest. */
export function build(app: App): void {
  const chart = new Chart(app, 'sbom', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const generate = defineTask(chart, 'generate-sbom', {
    params: { image: Param.string({ description: 'The image to scan' }) },
    outputs: { sbom: Artifact.file({ description: 'SPDX SBOM document', mediaType: 'application/spdx+json', storage: StorageHint.EXTERNAL }) },
  });
  generate.addStep('generate', {
    image: 'anchore/syft:v1.18.0',
    command: ['syft', 'scan'],
    args: [generate.params.image, '--output', `spdx-json=${generate.outputs.sbom.path}`],
  });

  const sign = defineTask(chart, 'sign-sbom', {
    inputs: { sbom: Artifact.file() },
    outputs: { signature: Artifact.file({ mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }) },
  });
  sign.addStep('sign', {
    image: 'registry.example.com/tools/cosign:2.4',
    env: { SBOM_DIGEST: sign.inputs.sbom.digest },
    script: `#!/bin/sh -e
echo "Signing $SBOM_DIGEST"
cosign sign-blob --yes --bundle ${sign.outputs.signature.path} ${sign.inputs.sbom.path}
`,
  });

  const pipeline = definePipeline(chart, 'sbom', { params: { image: Param.string() } });
  const generated = pipeline.addTask('generate', generate, { params: { image: pipeline.params.image } });
  const signed = pipeline.addTask('sign', sign, { inputs: { sbom: generated.outputs.sbom } });
  pipeline.addOutput('sbom', generated.outputs.sbom, 'What the image consists of');
  pipeline.addOutput('signature', signed.outputs.signature);
}
