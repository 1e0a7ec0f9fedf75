import type { Param, ParamSpec } from '../schema/tekton-types';
import { typeOfValue } from './defaults';
import type { Mutable } from './mutable';

/** A declaration or a value with its path. */
export interface Placed<T> {
  readonly item: T;
  readonly path: string;
}

/** What Tekton refuses while it works out which params an inline spec has. */
export interface InlineParamProblem {
  /** `panic`: Tekton's webhook fails, so that nothing is created. */
  readonly kind: 'properties' | 'panic';
  readonly name: string;
  readonly path: string;
}

/**
 * The params that the steps of an inline spec may use: a run's params are visible in everything that is inline in it.
 *
 * Tekton merges values and declarations of all levels by name, and trips over some combinations.
 *
 * @see validateInlineParameters in pkg/apis/pipeline/v1/{taskrun,pipelinerun}_validation.go
 */
export class InlineParams {
  public readonly problems: InlineParamProblem[] = [];
  private readonly byName = new Map<string, Mutable<ParamSpec>>();

  public get specs(): readonly ParamSpec[] {
    return [...this.byName.values()];
  }

  /** The params of the run itself. */
  public addValue({ item }: Placed<Param>): void {
    const { name = '', value } = item;
    this.byName.set(name, { name, default: value, type: typeOfValue(value), properties: isObject(value) ? propertiesOf(value) : undefined });
  }

  /** Params that a Pipeline or a Task declares. */
  public addSpec({ item, path }: Placed<ParamSpec>): void {
    const { name = '' } = item;
    const known = this.byName.get(name);
    if (!known) {
      this.byName.set(name, { ...item });
      return;
    }
    if (isObject(item.default)) {
      if (Object.keys(item.default).length > 0) {
        if (known.default === undefined) return this.fail('panic', name, path);
        // Of another type, the value keeps it.
        if (isObject(known.default)) known.default = { ...item.default, ...known.default };
      }
      if (!item.properties) return this.fail('properties', name, path);
    }
    if (known.type !== 'object') return;
    if (!item.properties) return this.fail('properties', name, path);
    known.properties = item.properties;
  }

  /** Params that a Pipeline passes to a task: their names count as declared, too. */
  public addTaskValue({ item, path }: Placed<Param>): void {
    const { name = '', value } = item;
    const known = this.byName.get(name);
    if (!known) return this.addValue({ item, path });
    if (!isObject(value) || Object.keys(value).length === 0) return;
    if (!isObject(known.default) || !known.properties) return this.fail('panic', name, path);
    known.default = { ...known.default, ...value };
    known.properties = { ...known.properties, ...propertiesOf(value) };
  }

  private fail(kind: InlineParamProblem['kind'], name: string, path: string): void {
    this.problems.push({ kind, name, path });
  }
}

function isObject(value: Param['value']): value is { readonly [key: string]: string } {
  return typeOfValue(value) === 'object';
}

function propertiesOf(value: object): { [key: string]: { type: string } } {
  return Object.fromEntries(Object.keys(value).map((key) => [key, { type: 'string' }]));
}
