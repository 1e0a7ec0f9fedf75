let revision = 0;

/** Tells every memo that something was declared: what depends on it is computed anew. */
export function changed(): void {
  revision++;
}

/**
 * Remembers what a construct compiles to until anything is declared anew.
 *
 * Validation, the object itself and all Pipelines that use a Task ask for the same result. One revision for all
 * constructs is simple and safe: it matters during the synth only, when nothing changes any more.
 */
export class Memo<T> {
  private value?: { readonly revision: number; readonly content: T };

  constructor(private readonly compute: () => T) {}

  /** The result, computed when there is none of the present revision. */
  public get(): T {
    if (this.value?.revision !== revision) this.value = { revision, content: this.compute() };
    return this.value.content;
  }
}
