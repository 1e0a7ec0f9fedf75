import type { ArtifactRecord } from './events';
import type { Result } from './results';

/** One step of an attempt, in the words of Tekton's status. */
export interface StepReport {
  readonly name: string;
  readonly image?: string;
  readonly exitCode: number;
  /** `Completed`, `Error`, `Skipped`, `Continued`, `TimeoutExceeded`, `Cancelled`, or what the step wrote itself. */
  readonly terminationReason: string;
  readonly results: readonly Result[];
  readonly milliseconds: number;
  /** Why it failed, where more is known than the exit code. */
  readonly message?: string;
  /** The last lines of its output, when it failed. */
  readonly lastLines?: readonly string[];
}

/** `True` or `False` of Tekton's condition `Succeeded`, its reason and message. */
export interface Condition {
  readonly succeeded: boolean;
  readonly reason: string;
  readonly message: string;
}

/** One try of a TaskRun. */
export interface AttemptReport extends Condition {
  readonly steps: readonly StepReport[];
  readonly results: readonly Result[];
  readonly artifacts: readonly ArtifactRecord[];
  readonly milliseconds: number;
}

/** A TaskRun: its last attempt, and those before it. */
export interface TaskRunReport extends AttemptReport {
  readonly name: string;
  readonly params: readonly { readonly name: string; readonly value: unknown }[];
  readonly retries: readonly AttemptReport[];
}

/** A task of the Pipeline: its TaskRuns (several for a matrix), or why there is none. */
export interface TaskReport {
  readonly name: string;
  readonly finally: boolean;
  readonly state: 'Succeeded' | 'Failed' | 'Skipped';
  readonly skipReason?: string;
  readonly taskRuns: readonly TaskRunReport[];
}

/** The whole run. */
export interface RunReport extends Condition {
  readonly name: string;
  readonly namespace: string;
  readonly pipeline: string;
  readonly startTime: string;
  readonly milliseconds: number;
  readonly tasks: readonly TaskReport[];
  readonly results: readonly Result[];
  readonly artifacts: readonly ArtifactRecord[];
  /** The private directory, when it was kept. */
  readonly home?: string;
}
