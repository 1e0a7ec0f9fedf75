import type { IConstruct } from 'constructs';
import { ArtifactKind } from './artifact';
import type { SourceModel } from './lowering/pipeline-model';
import { pathOf } from './private/construct-path';

/** An artifact that a Pipeline can bind to the input of a task: another task's output, or an input of its own. */
export class ArtifactSource {
  /** The name of the output or input. */
  public readonly name: string;
  /** A file or a directory. */
  public readonly kind: ArtifactKind;
  private readonly owner: IConstruct;
  private readonly model: SourceModel;

  /** @internal */
  constructor(name: string, kind: ArtifactKind, owner: IConstruct, model: SourceModel) {
    this.name = name;
    this.kind = kind;
    this.owner = owner;
    this.model = model;
  }

  /**
   * The source as a Pipeline sees it.
   * @internal
   */
  public _modelIn(pipeline: IConstruct): SourceModel {
    if (this.owner === pipeline) return this.model;
    return { from: 'elsewhere', label: `'${this.name}' of pipeline '${pathOf(this.owner)}'` };
  }
}
