import type { RuleDocument } from './document';

/** All objects that are checked together. */
export class DocumentSet {
  public readonly all: readonly RuleDocument[];
  private readonly byKind = new Map<string, RuleDocument[]>();
  private readonly byName = new Map<string, RuleDocument[]>();

  constructor(documents: readonly RuleDocument[]) {
    this.all = documents;
    for (const document of documents) {
      add(this.byKind, document.kind, document);
      add(this.byName, keyOf(document.kind, document.name), document);
    }
  }

  /** The objects of a kind, whatever their API group. */
  public ofKind(kind: string): readonly RuleDocument[] {
    return this.byKind.get(kind) ?? [];
  }

  /** Those of them that have this name. */
  public named(kind: string, name: string): readonly RuleDocument[] {
    return this.byName.get(keyOf(kind, name)) ?? [];
  }

  /**
   * The object that a reference means, or undefined where it is not among these, or not clearly one of them.
   *
   * @param from the object with the reference: one without a namespace may be applied to any
   */
  public find(kind: string, name: string, from: RuleDocument): RuleDocument | undefined {
    const found = this.named(kind, name).filter(({ namespace }) =>
      namespace === undefined || from.namespace === undefined || namespace === from.namespace);
    if (found.length < 2) return found[0];
    // Examples and overlays repeat names: then the one in the same file is meant, or nobody knows.
    const { file } = from.locator;
    const near = found.filter(({ locator }) => file !== undefined && locator.file === file);
    return near.length === 1 ? near[0] : undefined;
  }
}

function keyOf(kind: string, name: string): string {
  return `${kind}\n${name}`;
}

function add(index: Map<string, RuleDocument[]>, key: string, document: RuleDocument): void {
  const known = index.get(key);
  if (known) known.push(document);
  else index.set(key, [document]);
}
