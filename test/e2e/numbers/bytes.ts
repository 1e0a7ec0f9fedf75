import { Artifact, defineTask, TaskRun } from '../../../src';
import type { Case, Run } from '../case';
import { IMAGE } from '../tasks';

/** What the containers of a TaskRun handed to Tekton as results. */
export interface ResultBytes {
  readonly containers: number;
  /** Of all containers together, and of the largest message. */
  readonly sum: number;
  readonly largest: number;
  /** What one container may have. */
  readonly share: number;
  /** Results that arrived. */
  readonly arrived: number;
}

interface Pod {
  readonly spec: { readonly containers: readonly object[]; readonly initContainers?: readonly object[] };
  readonly status: { readonly containerStatuses: readonly { readonly state: { readonly terminated?: { readonly message?: string } } }[] };
}

/** Counts the bytes of a TaskRun's results on its Pod. */
export async function resultBytes(test: Case, run: Run): Promise<ResultBytes> {
  const { spec, status } = JSON.parse(await test.kubectl('get', 'pod', run.status.podName ?? '', '-o', 'json')) as Pod;
  const messages = status.containerStatuses.map(({ state }) => Buffer.byteLength(state.terminated?.message ?? ''));
  const containers = spec.containers.length + (spec.initContainers?.length ?? 0);
  return {
    containers,
    sum: messages.reduce((sum, bytes) => sum + bytes, 0),
    largest: Math.max(...messages),
    share: Math.min(4096, Math.floor(12288 / containers)),
    arrived: run.status.results?.length ?? 0,
  };
}

/** The results of a Task of so many outputs, each too large for a result. */
export async function manyOutputs(test: Case, count: number): Promise<ResultBytes> {
  const name = `outputs-${count}`;
  await test.apply((chart) => {
    const names = Array.from({ length: count }, (_, i) => `out-${i}`);
    const task = defineTask(chart, name, { outputs: Object.fromEntries(names.map((output) => [output, Artifact.file()])) });
    task.addStep('write', { image: IMAGE, script: names.map((output) => `seq 1000 > ${task.outputs[output].path}`).join('\n') });
    new TaskRun(chart, `${name}-run`, { task });
  });
  return resultBytes(test, await test.taskRun(`${name}-run`));
}

/** The same with one string result for each output, as Konflux hands them on: what Tekton makes of it. */
export async function manyStrings(test: Case, count: number): Promise<ResultBytes & { readonly succeeded: boolean }> {
  const name = `strings-${count}`;
  const names = Array.from({ length: count }, (_, i) => `out-${i}`);
  const uri = `oci:${test.repository}@sha256:${'0'.repeat(64)}`;
  await test.applyObjects([{
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    metadata: { name },
    spec: {
      taskSpec: {
        results: names.map((result) => ({ name: result })),
        steps: [
          { name: 'use-trusted-artifact', image: IMAGE, command: ['true'] },
          { name: 'user', image: IMAGE, script: 'true' },
          { name: 'create-trusted-artifact', image: IMAGE, command: ['sh', '-c', names.map((result) => `printf ${uri} > $(results.${result}.path)`).join('\n')] },
        ],
      },
    },
  }]);
  const run = await test.taskRun(name);
  return { ...await resultBytes(test, run), succeeded: run.status.conditions?.[0]?.status === 'True' };
}
