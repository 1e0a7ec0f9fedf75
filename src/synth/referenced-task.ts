import { Construct } from 'constructs';
import type { CustomTaskRef } from '../custom-task';
import type { TaskContract } from '../lowering/pipeline-model';
import { compact } from '../lowering/plain';
import type { PlainObject } from '../lowering/plain';
import { outputResultName } from '../lowering/result-plan';
import type { IPipeline } from '../pipeline-declaration';
import type { _EmbeddedMetadata, ITask, TaskDeclaration } from '../task-declaration';
import { inputModels, outputModels, paramSpecs, resultSpecs, workspaceSpecs } from './declarations';

/** A Task that is not made here: only its declaration is known. */
export class ReferencedTask extends Construct implements ITask {
  constructor(
    scope: Construct, id: string,
    private readonly target: PlainObject, private readonly label: string, private readonly declaration?: TaskDeclaration,
  ) {
    super(scope, id);
  }

  /** @internal */
  public _contract(): TaskContract {
    const { declaration } = this;
    const outputs = outputModels(declaration?.outputs ?? {});
    return {
      label: this.label,
      params: declaration?.params && paramSpecs(declaration.params),
      results: declaration?.results && resultSpecs(declaration.results),
      workspaces: declaration?.workspaces && workspaceSpecs(declaration.workspaces),
      inputs: inputModels(declaration?.inputs ?? {}),
      outputs,
      outputResults: new Map(outputs.map((output) => [output.name, { result: outputResultName(output) }])),
      conditional: false,
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

  /** @internal */
  public _makeConditional(): boolean {
    return false;
  }
}

/** A Pipeline that runs as one task of another; Tekton lets nobody read its results. */
export class ReferencedPipelineTask extends Construct implements ITask {
  constructor(scope: Construct, id: string, private readonly pipeline: IPipeline) {
    super(scope, id);
  }

  /** @internal */
  public _contract(): TaskContract {
    const { label, params, inputs, workspaces } = this.pipeline._contract();
    return { label, params, inputs, workspaces, results: [], outputs: [], outputResults: new Map(), conditional: false };
  }

  /** @internal */
  public _target(): PlainObject {
    return this.pipeline._target();
  }

  /** @internal */
  public _embeddedMetadata(): _EmbeddedMetadata {
    return {};
  }

  /** @internal */
  public _makeConditional(): boolean {
    return false;
  }
}

/** How a PipelineTask names a custom task. */
export function customTarget(custom: CustomTaskRef): PlainObject {
  const { apiVersion, kind, name, spec } = custom;
  return spec ? { taskSpec: { apiVersion, kind, spec } } : { taskRef: compact({ apiVersion, kind, name }) };
}
