import type { Case, Run } from '../case';
import { resultOf } from '../case';
import type { Api } from './api';
import type { Shape } from './shapes';
import { inputFrom } from './shapes';

/** The times of one TaskRun in seconds. */
export interface TaskTimes {
  /** From its creation to the start of the user's step. */
  readonly before: number;
  /** From the end of the user's step to that of the TaskRun. */
  readonly after: number;
  readonly total: number;
}

/** Runs the Tasks of the shapes, and tells how long each took. */
export class Rounds {
  private count = 0;

  constructor(private readonly test: Case, private readonly api: Api) {}

  /** One TaskRun of a Task of a shape. */
  public async task(shape: Shape, task: string, input?: unknown): Promise<{ run: Run; times: TaskTimes }> {
    const name = `${shape.name}-${task}-${this.count++}`;
    const created = Date.now();
    await this.api.create(this.test.namespace, 'taskruns', {
      apiVersion: 'tekton.dev/v1',
      kind: 'TaskRun',
      metadata: { name },
      spec: {
        taskRef: { name: `${shape.name}-${task}` },
        params: input === undefined ? [] : [{ name: 'data', value: input }],
        workspaces: shape.workspaces ?? [],
      },
    });
    const { run, at } = await this.api.ended(this.test.namespace, 'taskruns', name);
    const [started, ended] = ['started', 'ended'].map((result) => Number(resultOf(run, result)));
    return { run, times: { before: (started - created) / 1000, after: (at - ended) / 1000, total: (at - created) / 1000 } };
  }

  /** One PipelineRun of a shape: the seconds from the end of the producer's user step to the start of the consumer's. */
  public async handOver(shape: Shape): Promise<number> {
    const name = `${shape.name}-run-${this.count++}`;
    await this.api.create(this.test.namespace, 'pipelineruns', {
      apiVersion: 'tekton.dev/v1',
      kind: 'PipelineRun',
      metadata: { name },
      spec: { pipelineRef: { name: shape.name }, workspaces: shape.workspaces ?? [] },
    });
    await this.api.ended(this.test.namespace, 'pipelineruns', name);
    const [make, use] = await Promise.all(['make', 'use'].map((task) => this.test.taskRunOf(name, task)));
    if (!make || !use) throw new Error(`${name} lacks TaskRuns`);
    return (Number(resultOf(use, 'started')) - Number(resultOf(make, 'ended'))) / 1000;
  }

  /** What the consumers of a shape take. */
  public async input(shape: Shape): Promise<unknown> {
    return inputFrom((await this.task(shape, 'make')).run);
  }
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The same things in another order. */
export function shuffled<T>(things: readonly T[]): T[] {
  return things.map((thing) => ({ thing, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ thing }) => thing);
}
