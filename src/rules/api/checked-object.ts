import { child, valueAt } from '../model/path';
import type { RuleContext } from '../rule';

/** A container of an object: a step, a sidecar, or a StepAction. */
export interface CheckedContainer {
  /** As in `spec.steps[0]`. */
  readonly path: string;

  /** As in `step 'build'`. */
  readonly label: string;

  /** All its fields, the stepTemplate's included. */
  readonly content: { [field: string]: unknown };
}

/** A Kubernetes object that a rule looks at. */
export class CheckedObject {
  /** @internal */
  public static _of(context: RuleContext): CheckedObject {
    return new CheckedObject(context);
  }

  /** As in `tekton.dev/v1`. */
  public readonly apiVersion: string;

  /** As in `Task`. */
  public readonly kind: string;

  /** Its name, or its generateName. */
  public readonly name: string;

  /** All of it, as it would be applied. */
  public readonly content: { [field: string]: unknown };

  private constructor(private readonly context: RuleContext) {
    const { apiVersion, kind, name, source } = context.document;
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.name = name;
    this.content = source;
  }

  /** The steps and sidecars of every Task in it, inline ones too. */
  public get containers(): CheckedContainer[] {
    return this.context.document.views.tasks.flatMap(({ steps, sidecars }) => [
      ...steps.map(({ merged, path, label }) => ({ path, label, content: { ...merged } })),
      ...sidecars.map(({ sidecar, path, label }) => ({ path, label, content: { ...sidecar } })),
    ]);
  }

  /**
   * The value at a path.
   *
   * @param path as in `spec.steps[0].image`
   * @returns undefined where there is none
   */
  public valueAt(path: string): unknown {
    return valueAt(this.content, path);
  }

  /**
   * The path of a field or an item.
   *
   * @param path of the object or the list
   * @param key the name of the field
   */
  public pathOf(path: string, key: string): string {
    return child(path, key);
  }

  /**
   * Tells what is wrong.
   *
   * @param path where, as in `spec.steps[0].image`
   * @param message what is wrong: lower case, no period, values in quotes
   */
  public report(path: string, message: string): void {
    this.context.report(path, { message });
  }
}
