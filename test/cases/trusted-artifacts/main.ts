import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask } from 'cdk8s-tekton';

/** TEP-0139: a producer writes a folder, a consumer reads it verified. */
export function build(app: App): void {
  const chart = new Chart(app, 'trusted-artifacts', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const producer = defineTask(chart, 'trusted-producer', { outputs: { foo: Artifact.directory({ description: 'An output folder' }) } });
  producer.addStep('produce-file', {
    image: 'bash:5.2',
    env: { FOO_PATH: producer.outputs.foo.path },
    script: `#!/usr/bin/env bash
date +%s | tee "\${FOO_PATH}/afile.txt"
`,
  });

  const consumer = defineTask(chart, 'trusted-consumer', { inputs: { bar: Artifact.directory({ description: 'An input folder' }) } });
  consumer.addStep('consume-file', {
    image: 'bash:5.2',
    env: { BAR_PATH: consumer.inputs.bar.path, BAR_DIGEST: consumer.inputs.bar.digest },
    script: `#!/usr/bin/env bash
echo "Folder content: $(ls "\${BAR_PATH}")"
echo "Content digest: \${BAR_DIGEST}"
`,
  });

  const pipeline = definePipeline(chart, 'trusted-artifacts', {});
  const produced = pipeline.addTask('producer', producer);
  pipeline.addTask('consumer', consumer, { inputs: { bar: produced.outputs.foo } });
}
