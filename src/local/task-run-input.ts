import type { Param, TaskSpec, WorkspaceBinding } from './manifest';
import type { PlanBase } from './plan-options';

/** One TaskRun, as a PipelineRun or a person makes it. */
export interface TaskRunInput extends Omit<PlanBase, 'directories' | 'warnings'> {
  readonly params: readonly Param[];
  readonly workspaces: readonly WorkspaceBinding[];
  readonly spec: TaskSpec;
  /** The Task's name; of an inline Task the TaskRun's. */
  readonly taskName: string;
  /** Milliseconds; 0: none. */
  readonly timeout: number;
  readonly retries: number;
  /** PipelineTask `onError: continue`: a failure gets the reason FailureIgnored. */
  readonly ignoreFailure: boolean;
}
