import type { Manifest, PipelineSpec, StepActionSpec, TaskSpec } from './manifest';

/** What a resolver can be asked for. */
export interface RemoteSpecs {
  readonly Pipeline: PipelineSpec;
  readonly Task: TaskSpec;
  readonly StepAction: StepActionSpec;
}

/** A reference that a resolver of a cluster follows. */
export interface RemoteReference {
  readonly resolver: string;
  /** Texts only: no resolver that is known here takes anything else. */
  readonly params: ReadonlyMap<string, string>;
  /** What a person may call it: its place first, such as `build` or `build/clone`, then the name that the resolver is asked for. */
  readonly names: readonly string[];
  /** For messages: `f.yaml:1: Pipeline 'p' task 'build'`. */
  readonly where: string;
}

/** Finds what references mean; undefined where it cannot. */
export interface RemoteFinder {
  find<K extends keyof RemoteSpecs>(kind: K, reference: RemoteReference): Promise<Manifest<RemoteSpecs[K]> | undefined>;
}
