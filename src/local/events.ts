import type { RunReport, StepReport, TaskRunReport } from './report';

/** A task as the view of a run knows it before it starts. */
export interface PlannedTask {
  readonly name: string;
  readonly displayName?: string;
  /** Tasks that it waits for. */
  readonly needs: readonly string[];
  readonly finally: boolean;
}

/** Content that a step stored or fetched. */
export interface ArtifactRecord {
  /** `stored`, `fetched`, as the injected step says it. */
  readonly action: string;
  readonly name: string;
  readonly kind: string;
  /** Where it is, `inline` for content that travels in the reference itself. */
  readonly uri: string;
  readonly digest: string;
  /** Bytes of the content as stored. */
  readonly size?: number;
  readonly milliseconds?: number;
}

/** What happens during a run, in order. `task` is the name in the Pipeline, `taskRun` that of one run of it (a matrix has several). */
export type RunEvent =
  | { readonly type: 'run-started'; readonly name: string; readonly pipeline: string; readonly tasks: readonly PlannedTask[] }
  | { readonly type: 'task-queued'; readonly task: string; readonly taskRun: string }
  | { readonly type: 'task-started'; readonly task: string; readonly taskRun: string; readonly attempt: number }
  | { readonly type: 'step-started'; readonly task: string; readonly taskRun: string; readonly step: string; readonly image?: string }
  | { readonly type: 'output'; readonly task: string; readonly taskRun: string; readonly step: string; readonly stream: 'stdout' | 'stderr'; readonly line: string }
  | { readonly type: 'artifact'; readonly task: string; readonly taskRun: string; readonly artifact: ArtifactRecord }
  | { readonly type: 'step-finished'; readonly task: string; readonly taskRun: string; readonly step: StepReport }
  | { readonly type: 'task-retried'; readonly task: string; readonly taskRun: string; readonly reason: string; readonly message: string }
  | { readonly type: 'task-finished'; readonly task: string; readonly taskRun: TaskRunReport }
  | { readonly type: 'task-skipped'; readonly task: string; readonly reason: string }
  | { readonly type: 'warning'; readonly task?: string; readonly message: string }
  | { readonly type: 'run-finished'; readonly report: RunReport };
