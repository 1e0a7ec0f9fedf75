import type { Param, PodTemplate, StringMap, TaskSpec, WorkspaceBinding } from './manifest';

/** One TaskRun, as a PipelineRun or a person makes it. */
export interface TaskRunInput {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly params: readonly Param[];
  readonly workspaces: readonly WorkspaceBinding[];
  readonly podTemplate: PodTemplate;
  readonly spec: TaskSpec;
  /** The Task's name; of an inline Task the TaskRun's. */
  readonly taskName: string;
  /** Milliseconds; 0: none. */
  readonly timeout: number;
  readonly retries: number;
  /** PipelineTask `onError: continue`: a failure gets the reason FailureIgnored. */
  readonly ignoreFailure: boolean;
}
