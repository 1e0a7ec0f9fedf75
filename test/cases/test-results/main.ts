import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask, StorageHint, UploadPolicy } from 'cdk8s-tekton';

/** TEP-0164, use case 4: test reports are uploaded although tests fail, and a finally task reads them. */
export function build(app: App): void {
  const chart = new Chart(app, 'test', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const test = defineTask(chart, 'run-tests', {
    inputs: { source: Artifact.directory() },
    outputs: { 'test-results': Artifact.directory({ description: 'JUnit XML test results', storage: StorageHint.EXTERNAL, upload: UploadPolicy.ALWAYS }) },
  });
  test.addStep('test', {
    image: 'maven:3.9-eclipse-temurin-21',
    workingDir: test.inputs.source.path,
    script: `#!/bin/sh
mvn --batch-mode test
code=$?
cp target/surefire-reports/*.xml ${test.outputs['test-results'].path}/
exit $code
`,
  });

  const report = defineTask(chart, 'report', { inputs: { 'test-results': Artifact.directory() } });
  report.addStep('report', {
    image: 'registry.example.com/tools/junit-summary:1.0',
    args: [report.inputs['test-results'].path],
  });

  const pipeline = definePipeline(chart, 'test', { inputs: { source: Artifact.directory() } });
  const tested = pipeline.addTask('test', test, { inputs: { source: pipeline.inputs.source } });
  pipeline.addFinally('report', report, { inputs: { 'test-results': tested.outputs['test-results'] } });
}
