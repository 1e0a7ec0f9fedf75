import { Construct } from 'constructs';
import type { CustomTaskRef } from '../custom-task';
import type { TaskContract } from '../lowering/pipeline-model';
import { compact } from '../lowering/plain';
import type { PlainObject } from '../lowering/plain';
import { outputResultName } from '../lowering/result-plan';
import type { IPipeline } from '../pipeline-declaration';
import type { _EmbeddedMetadata, ITask, TaskDeclaration } from '../task-declaration';
import { inputModels, outputModels, paramSpecs, resultSpecs, workspaceSpecs } from './declarations';
import { Referenced } from './referenced';

/** A Task that is not made here. */
export class ReferencedTask extends Referenced<TaskDeclaration> implements ITask {
  /** @internal */
  public _contract(): TaskContract {
    const { params, results, workspaces, inputs = {}, outputs = {} } = this.declaration;
    const models = outputModels(outputs);
    return {
      label: this.label,
      params: params && paramSpecs(params),
      results: results && resultSpecs(results),
      workspaces: workspaces && workspaceSpecs(workspaces),
      inputs: inputModels(inputs),
      outputs: models,
      outputResults: new Map(models.map((output) => [output.name, { result: outputResultName(output) }])),
      conditional: false,
    };
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
