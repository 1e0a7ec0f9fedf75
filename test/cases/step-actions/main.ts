import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, defineTask, Param, Result, StepAction, StorageHint } from 'cdk8s-tekton';

/** Steps by reference: params, results, and paths of the Task's artifacts; one action is in the namespace already. */
export function build(app: App): void {
  const chart = new Chart(app, 'actions', { namespace: 'ci' });
  ArtifactStorage.oci({ repository: 'registry.example.com/tekton/artifacts' }).applyTo(chart);

  const checksum = new StepAction(chart, 'checksum', {
    description: 'Writes the checksum of a file',
    image: 'busybox:1.37',
    params: { algorithm: Param.string({ default: 'sha256' }) },
    results: { sum: Result.string({ description: 'The checksum' }) },
    inputs: { subject: Artifact.file({ description: 'What is summed' }) },
    outputs: { sums: Artifact.file() },
    env: { ALGORITHM: '$(params.algorithm)', SUBJECT: '$(params.subject-path)', SUMS: '$(params.sums-path)' },
    script: `#!/bin/sh -e
"\${ALGORITHM}sum" "$SUBJECT" | tee "$SUMS" | cut -d' ' -f1 | tr -d '\\n' > $(step.results.sum.path)
`,
  });
  const fetched = StepAction.fromStepActionName(chart, 'git-clone', 'git-clone', {
    params: { 'url': Param.string(), 'output-path': Param.string() },
    results: { commit: Result.string() },
  });

  const task = defineTask(chart, 'sum', {
    params: { url: Param.string() },
    inputs: { app: Artifact.file() },
    outputs: { sums: Artifact.file({ storage: StorageHint.INLINE }) },
    results: { commit: Result.string(), sum: Result.string({ value: '$(steps.sum.results.sum)' }) },
    workspaces: { source: {} },
  });
  task.addStep('clone', { ref: fetched, params: { 'url': task.params.url, 'output-path': task.workspaces.source.path } });
  const sum = task.addStep('sum', { ref: checksum, params: { algorithm: 'sha512' }, inputs: { subject: task.inputs.app }, outputs: { sums: task.outputs.sums } });
  task.addStep('show', {
    image: 'busybox:1.37',
    env: { SUM: sum.result('sum') },
    script: `echo "$SUM"\nprintf %s "$SUM" > ${task.results.commit.path}\n`,
  });
}
