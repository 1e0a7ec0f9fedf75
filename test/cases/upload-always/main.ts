import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, defineTask, UploadPolicy } from 'cdk8s-tekton';

/** The report is uploaded though the tests fail; the steps behind them run only when they pass. */
export function build(app: App): void {
  const chart = new Chart(app, 'test', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const task = defineTask(chart, 'test-and-package', {
    inputs: { source: Artifact.directory() },
    outputs: {
      report: Artifact.file({ upload: UploadPolicy.ALWAYS, step: 'test' }),
      package: Artifact.file({ mediaType: 'application/gzip' }),
    },
  });
  task.addStep('install', { image: 'node:22', workingDir: task.inputs.source.path, args: ['npm', 'ci'] });
  task.addStep('test', { image: 'node:22', workingDir: task.inputs.source.path, args: ['npm', 'test', '--', '--report', task.outputs.report.path] });
  task.addStep('package', { image: 'node:22', workingDir: task.inputs.source.path, args: ['npm', 'run', 'package', '--', task.outputs.package.path] });
}
