import type { RunContract } from '../lowering/pipeline-model';
import type { IPipeline, PipelineDeclaration } from '../pipeline-declaration';
import { inputModels, paramSpecs, workspaceSpecs } from './declarations';
import { Referenced } from './referenced';

/** A Pipeline that is not made here. */
export class ReferencedPipeline extends Referenced<PipelineDeclaration> implements IPipeline {
  /** @internal */
  public _contract(): RunContract {
    const { params, inputs = {}, workspaces } = this.declaration;
    return {
      label: this.label,
      params: params && paramSpecs(params),
      inputs: inputModels(inputs),
      workspaces: workspaces && workspaceSpecs(workspaces),
    };
  }
}
