import type { Attempt, TaskRunContext } from './attempt';
import type { ResolvedTask } from './resolve-task';

/** What the containers of one attempt run in. */
export interface StepScope {
  readonly task: ResolvedTask;
  readonly attempt: Attempt;
  readonly context: TaskRunContext;
  readonly taskRun: string;
  readonly signal: AbortSignal;
  onLine(step: string, stream: 'stdout' | 'stderr', line: string): void;
}
