import type { IConstruct } from 'constructs';
import type { InputSpec } from './artifact';
import type { PipelineContract } from './lowering/pipeline-model';
import type { PlainObject } from './lowering/plain';
import type { ParamSpec } from './param';
import type { _EmbeddedMetadata } from './task-declaration';
import type { WorkspaceSpec } from './workspace';

/** What a Pipeline takes. Names are the keys. */
export interface PipelineDeclaration {
  /**
   * Its params.
   * @default - none
   */
  readonly params?: { [name: string]: ParamSpec };
  /**
   * Artifacts that a run gives it.
   * @default - none
   */
  readonly inputs?: { [name: string]: InputSpec };
  /**
   * Workspaces that a run binds.
   * @default - none
   */
  readonly workspaces?: { [name: string]: WorkspaceSpec };
}

/** A Pipeline, here or elsewhere. */
export interface IPipeline extends IConstruct {
  /** @internal */
  _contract(): PipelineContract;

  /** @internal */
  _target(): PlainObject;

  /**
   * Labels and annotations that a spec written into a run takes along.
   * @internal
   */
  _embeddedMetadata(): _EmbeddedMetadata;
}
