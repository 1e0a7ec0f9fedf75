import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, defineTask } from 'cdk8s-tekton';

/** A stepTemplate reaches the author's steps and none of those that move artifacts. */
export function build(app: App): void {
  const chart = new Chart(app, 'template', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const task = defineTask(chart, 'lint', {
    inputs: { source: Artifact.directory() },
    outputs: { findings: Artifact.file({ optional: true }) },
    stepTemplate: {
      image: 'node:22',
      workingDir: '/var/artifacts/inputs/source',
      env: { CI: 'true', NODE_OPTIONS: '--max-old-space-size=2048' },
      securityContext: { runAsUser: 1000, runAsNonRoot: true },
    },
  });
  task.addStep('lint', { args: ['npx', 'eslint', '--output-file', task.outputs.findings.path, task.inputs.source.path] });
  task.addStep('format', { env: { CI: 'false' }, args: ['npx', 'prettier', '--check', task.inputs.source.path] });
}
