import type { IConstruct } from 'constructs';
import { ParamType } from './param';
import type { PropertySpec } from './param';
import { Reference } from './reference';
import { article, segment } from './synth/variable-text';

/** A result that a Task, a step or a StepAction writes. */
export interface ResultSpec {
  /**
   * Text, list or object.
   * @default ParamType.STRING
   */
  readonly type?: ParamType;
  /**
   * What the result says.
   * @default - none
   */
  readonly description?: string;
  /**
   * The keys of an object.
   * @default - any key
   */
  readonly properties?: { [key: string]: PropertySpec };
  /**
   * The step result or text that becomes the result of the Task.
   * @default - a step writes the file `path` of the result
   */
  readonly value?: unknown;
  /**
   * The most bytes that a step will write, for the count of result bytes at synth.
   * @default 64
   */
  readonly maxBytes?: number;
}

/** A result of a Task, as its own steps see it: a file to write. */
export class TaskResult {
  /** The name of the result. */
  public readonly name: string;

  /** @internal */
  constructor(name: string) {
    this.name = name;
  }

  /** The file into which a step writes the result: `$(results.commit.path)`. */
  public get path(): string {
    return `$(results${segment(this.name)}.path)`;
  }

  public toString(): string {
    return this.path;
  }
}

/** Refers to a result of another task of the Pipeline, or of a step; using it makes the edge of the DAG. */
export class ResultReference extends Reference {
  /** The name of the result. */
  public readonly name: string;
  /** Its type. */
  public readonly type: ParamType;
  private readonly base: string;
  private readonly suffix: string;

  /**
   * @param base `tasks.build.results` or `steps.compile.results`
   * @internal
   */
  constructor(base: string, name: string, type: ParamType, owner: IConstruct, suffix?: string) {
    super(owner);
    this.base = base;
    this.name = name;
    this.type = type;
    this.suffix = suffix ?? (type === ParamType.STRING ? '' : '[*]');
  }

  public toString(): string {
    return `$(${this.base}${segment(this.name)}${this.suffix})`;
  }

  /** All results of a matrix, or a whole array or object: `[*]`. */
  public get all(): Reference {
    return this.with('[*]');
  }

  /**
   * One key of an object result.
   * @throws an Error when the result is no object
   */
  public key(name: string): Reference {
    if (this.type !== ParamType.OBJECT) throw new Error(`result '${this.name}' is ${article(this.type)}, expected an object to read key '${name}' of`);
    return this.with(segment(name));
  }

  /**
   * One element of an array result, from 0.
   * @throws an Error when the result is no array
   */
  public at(index: number): Reference {
    if (this.type !== ParamType.ARRAY) throw new Error(`result '${this.name}' is ${article(this.type)}, expected an array to read element ${index} of`);
    return this.with(`[${index}]`);
  }

  private with(suffix: string): ResultReference {
    return new ResultReference(this.base, this.name, this.type, this._owner as IConstruct, suffix);
  }
}
