import type { IConstruct } from 'constructs';
import { Reference } from './reference';
import { article, segment } from './synth/variable-text';

/** The type of a param or a result. */
export enum ParamType {
  /** Text. */
  STRING = 'string',
  /** A list of texts. */
  ARRAY = 'array',
  /** Texts by key. */
  OBJECT = 'object',
}

/** The type of one key of an object. */
export interface PropertySpec {
  /**
   * Tekton knows no other than text.
   * @default ParamType.STRING
   */
  readonly type?: ParamType;
}

/** A param that a Task, Pipeline or StepAction takes. */
export interface ParamSpec {
  /**
   * Text, list or object.
   * @default ParamType.STRING
   */
  readonly type?: ParamType;
  /**
   * What the param is for.
   * @default - none
   */
  readonly description?: string;
  /**
   * The value when none is given: a text, a list of texts or texts by key.
   * @default - the param is required
   */
  readonly default?: unknown;
  /**
   * The keys of an object.
   * @default - any key
   */
  readonly properties?: { [key: string]: PropertySpec };
  /**
   * The values that are allowed. Alpha: needs Tekton's feature flag `enable-param-enum`.
   * @default - any value
   */
  readonly enum?: string[];
}

/** Refers to a param: `$(params.target)`, a whole array or object by `[*]`. */
export class ParamReference extends Reference {
  /** The name of the param. */
  public readonly name: string;
  /** Its type. */
  public readonly type: ParamType;
  private readonly suffix: string;

  /** @internal */
  constructor(name: string, type: ParamType, owner: IConstruct, suffix?: string) {
    super(owner);
    this.name = name;
    this.type = type;
    this.suffix = suffix ?? (type === ParamType.STRING ? '' : '[*]');
  }

  public toString(): string {
    return `$(params${segment(this.name)}${this.suffix})`;
  }

  /**
   * One key of an object param.
   * @throws an Error when the param is no object
   */
  public key(name: string): Reference {
    if (this.type !== ParamType.OBJECT) throw new Error(`param '${this.name}' is ${article(this.type)}, expected an object to read key '${name}' of`);
    return new ParamReference(this.name, this.type, this._owner as IConstruct, segment(name));
  }

  /**
   * One element of an array param, from 0.
   * @throws an Error when the param is no array
   */
  public at(index: number): Reference {
    if (this.type !== ParamType.ARRAY) throw new Error(`param '${this.name}' is ${article(this.type)}, expected an array to read element ${index} of`);
    return new ParamReference(this.name, this.type, this._owner as IConstruct, `[${index}]`);
  }
}
