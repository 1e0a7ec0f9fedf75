import type { IConstruct } from 'constructs';
import type { InputSpec, OutputSpec } from './artifact';
import type { TaskContract } from './lowering/pipeline-model';
import type { PlainObject } from './lowering/plain';
import type { ParamSpec } from './param';
import type { ResultSpec } from './result';
import type { WorkspaceSpec } from './workspace';

/** What a Task takes and gives. Names are the keys. */
export interface TaskDeclaration {
  /**
   * Its params.
   * @default - none
   */
  readonly params?: { [name: string]: ParamSpec };
  /**
   * Its results: small texts that steps write.
   * @default - none
   */
  readonly results?: { [name: string]: ResultSpec };
  /**
   * Artifacts that it reads at `$(inputs.<name>.path)`.
   * @default - none
   */
  readonly inputs?: { [name: string]: InputSpec };
  /**
   * Artifacts that its steps write at `$(outputs.<name>.path)`.
   * @default - none
   */
  readonly outputs?: { [name: string]: OutputSpec };
  /**
   * Workspaces that runs bind.
   * @default - none
   */
  readonly workspaces?: { [name: string]: WorkspaceSpec };
}

/**
 * What an embedded Task says about its Pods.
 * @internal
 */
export interface _EmbeddedMetadata {
  readonly labels?: { readonly [name: string]: string };
  readonly annotations?: { readonly [name: string]: string };
}

/** A Task, here or elsewhere. */
export interface ITask extends IConstruct {
  /** @internal */
  _contract(): TaskContract;

  /** @internal */
  _target(): PlainObject;

  /**
   * Labels and annotations that a spec written into a Pipeline or run takes along.
   * @internal
   */
  _embeddedMetadata(): _EmbeddedMetadata;

  /**
   * Makes the Task decide by a param whether its steps run, so that its outputs exist in any case.
   * @returns false when it is not ours to change
   * @internal
   */
  _makeConditional(): boolean;
}
