import type { PodTemplate, StringMap } from './manifest';
import type { ParamValue } from './param-value';

/** What a person asks for. */
export interface PlanOptions {
  /** At most one of these; none: the only PipelineRun, Pipeline, TaskRun or Task of the input. */
  readonly pipeline?: string;
  readonly task?: string;
  readonly pipelineRun?: string;
  /** Values by param; text is read as the type of the param: JSON for objects, JSON or `a,b` for arrays. */
  readonly params?: { readonly [name: string]: ParamValue };
  /** Directories of this machine by workspace. */
  readonly workspaces?: StringMap;
  /** Annotations of the run, stronger than all others. */
  readonly annotations?: StringMap;
  /** Replaces the timeout of the run: `10m`. */
  readonly timeout?: string;
}

/** What the plans of Pipelines and Tasks have in common. */
export interface PlanBase {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly podTemplate: PodTemplate;
  /** Directories that were named as workspaces. */
  readonly directories: readonly string[];
  readonly warnings: readonly string[];
}
