import type { RuleDocument } from './document';

/** All objects that are checked together. */
export class DocumentSet {
  public readonly all: readonly RuleDocument[];
  private readonly byKind = new Map<string, RuleDocument[]>();

  constructor(documents: readonly RuleDocument[]) {
    this.all = documents;
    for (const document of documents) {
      const known = this.byKind.get(document.kind);
      if (known) known.push(document);
      else this.byKind.set(document.kind, [document]);
    }
  }

  /** The objects of a kind, whatever their API group. */
  public ofKind(kind: string): readonly RuleDocument[] {
    return this.byKind.get(kind) ?? [];
  }

  /**
   * The object that a reference means, or undefined where it is not among these, or not clearly one of them.
   *
   * @param from the object with the reference: one without a namespace may be applied to any
   */
  public find(kind: string, name: string, from: RuleDocument): RuleDocument | undefined {
    const found = this.ofKind(kind).filter((other) => other.name === name
      && (other.namespace === undefined || from.namespace === undefined || other.namespace === from.namespace));
    if (found.length < 2) return found[0];
    // Examples and overlays repeat names: then the one in the same file is meant, or nobody knows.
    const { file } = from.locator;
    const near = found.filter(({ locator }) => file !== undefined && locator.file === file);
    return near.length === 1 ? near[0] : undefined;
  }
}
