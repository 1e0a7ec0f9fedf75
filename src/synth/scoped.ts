import type { IConstruct } from 'constructs';
import { pathOf } from './construct-path';
import { changed } from './memo';

/**
 * A setting of construct scopes: the nearest one wins.
 *
 * What reads a setting while it is constructed fixes it for its scope, so a later change is an error instead of
 * being ignored.
 */
export class Scoped<T> {
  private readonly values = new WeakMap<IConstruct, T>();
  private readonly readers = new WeakMap<IConstruct, IConstruct>();

  constructor(private readonly what: string) {}

  /** @throws an Error when the scope has one, or something below it was made with another */
  public set(scope: IConstruct, value: T): void {
    if (this.values.has(scope)) throw new Error(`'${pathOf(scope)}' has ${this.what} already, apply one only`);
    const reader = this.readers.get(scope);
    if (reader) {
      throw new Error(`'${pathOf(reader)}' was made before ${this.what} was applied to '${pathOf(scope)}', apply it before anything below uses artifacts`);
    }
    this.values.set(scope, value);
    changed();
  }

  /** The nearest setting, and the scope that has it. */
  public nearest(construct: IConstruct): { readonly scope: IConstruct; readonly value: T } | undefined {
    for (const scope of [...construct.node.scopes].reverse()) {
      const value = this.values.get(scope);
      if (value !== undefined) return { scope, value };
    }
    return undefined;
  }

  /** The nearest setting, fixed for every scope between it and the construct. */
  public read(construct: IConstruct): T | undefined {
    for (const scope of [...construct.node.scopes].reverse()) {
      const value = this.values.get(scope);
      if (value !== undefined) return value;
      if (!this.readers.has(scope)) this.readers.set(scope, construct);
    }
    return undefined;
  }
}
