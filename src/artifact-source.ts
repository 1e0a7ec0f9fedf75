import type { IConstruct } from 'constructs';
import { ArtifactKind } from './artifact';
import type { SourceModel } from './lowering/pipeline-model';
import { Reference } from './reference';
import { pathOf } from './synth/construct-path';

/** An artifact that a Pipeline can bind to the input of a task: another task's output, or an input of its own. */
export abstract class ArtifactSource {
  /** The name of the output or input. */
  public readonly name: string;
  /** A file or a directory. */
  public readonly kind: ArtifactKind;
  private readonly owner: IConstruct;

  protected constructor(name: string, kind: ArtifactKind, owner: IConstruct) {
    this.name = name;
    this.kind = kind;
    this.owner = owner;
  }

  /** Where the artifact is stored, for params of tasks that only name it; blank for an absent one. */
  public get uri(): Reference {
    return new _ArtifactField(this, 'uri', this.owner);
  }

  /** The digest of the artifact, for params of tasks that only name it; blank for an absent one. */
  public get digest(): Reference {
    return new _ArtifactField(this, 'digest', this.owner);
  }

  /**
   * The source as a Pipeline sees it.
   * @internal
   */
  public _modelIn(pipeline: IConstruct): SourceModel {
    if (this.owner === pipeline) return this._model();
    return { from: 'elsewhere', label: `'${this.name}' of pipeline '${pathOf(this.owner)}'` };
  }

  /** @internal */
  public abstract _model(): SourceModel;

  /**
   * Tekton's variable for the uri or digest, once all is declared.
   * @internal
   */
  public abstract _variable(field: 'uri' | 'digest'): string;
}

/**
 * The uri or digest of an artifact as text.
 * @internal
 */
export class _ArtifactField extends Reference {
  constructor(public readonly _source: ArtifactSource, private readonly field: 'uri' | 'digest', owner: IConstruct) {
    super(owner);
  }

  public toString(): string {
    return this._source._variable(this.field);
  }
}
