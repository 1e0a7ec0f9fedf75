import { Construct } from 'constructs';
import type { RunContract } from '../lowering/pipeline-model';
import type { PlainObject } from '../lowering/plain';
import type { IPipeline, PipelineDeclaration } from '../pipeline-declaration';
import type { _EmbeddedMetadata } from '../task-declaration';
import { inputModels, paramSpecs, workspaceSpecs } from './declarations';

/** A Pipeline that is not made here: only its declaration is known. */
export class ReferencedPipeline extends Construct implements IPipeline {
  constructor(
    scope: Construct, id: string,
    private readonly target: PlainObject, private readonly label: string, private readonly declaration?: PipelineDeclaration,
  ) {
    super(scope, id);
  }

  /** @internal */
  public _contract(): RunContract {
    const { declaration } = this;
    return {
      label: this.label,
      params: declaration?.params && paramSpecs(declaration.params),
      inputs: inputModels(declaration?.inputs ?? {}),
      workspaces: declaration?.workspaces && workspaceSpecs(declaration.workspaces),
    };
  }

  /** @internal */
  public _target(): PlainObject {
    return this.target;
  }

  /** @internal */
  public _embeddedMetadata(): _EmbeddedMetadata {
    return {};
  }
}
