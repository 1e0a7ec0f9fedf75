import { FAILSAFE_SCHEMA, loadAll, type State } from 'js-yaml';
import type { Range, YamlNode } from './yaml-node';

/**
 * The root of every document of a text that can be read quickly, by the parser that reads it quickly: it tells where it is
 * when it begins and ends a node.
 */
export function quickNodes(text: string): YamlNode[] {
  const documents: QuickNode[] = [];
  const open: { readonly start: number; readonly parts: QuickNode[] }[] = [];
  loadAll(text, () => undefined, {
    schema: FAILSAFE_SCHEMA,
    listener: (event, state) => {
      if (event === 'open') {
        open.push({ start: state.position, parts: [] });
        return;
      }
      const { start, parts } = open.pop() ?? { start: 0, parts: [] };
      // What might be the first key of a mapping, and is not, the parser begins twice.
      const again = parts.length === 1 && parts[0].value === state.result ? parts[0] : undefined;
      const own = state.kind === 'scalar' ? [] : parts;
      (open.at(-1)?.parts ?? documents).push(again ?? new QuickNode(state.result, rangeOf(text, start, state, own), own));
    },
  });
  return documents;
}

/** What may stand before a node: blanks, line breaks, comments and tags. */
const BEFORE = /(?:\s|(?<=\s)#.*|!\S*)*/y;

function rangeOf(text: string, from: number, { position, kind }: State, parts: readonly QuickNode[]): Range {
  BEFORE.lastIndex = from;
  const start = from + (BEFORE.exec(text)?.[0].length ?? 0);
  if (kind === null || start >= position) return [from, from];
  const last = text[start] === '[' || text[start] === '{' ? undefined : parts.at(-1);
  if (last) return [start, last.range[1]];
  return [start, start + text.slice(start, position).trimEnd().length];
}

type Field = NonNullable<ReturnType<YamlNode['child']>>;

class QuickNode implements YamlNode {
  private cachedFields?: ReadonlyMap<string, Field>;

  /** @param parts what is in a list, and keys and values of a mapping in turn; of what has no value there is only the key */
  constructor(public readonly value: unknown, public readonly range: Range, private readonly parts: readonly QuickNode[]) {}

  public get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  public child(segment: string | number): Field | undefined {
    this.cachedFields ??= new Map(Array.isArray(this.value) ? itemsOf(this.value, this.parts) : fieldsOf(this.value as Mapping, this.parts));
    return this.cachedFields.get(String(segment));
  }
}

interface Mapping { readonly [key: string]: unknown }

function* fieldsOf(mapping: Mapping | null, parts: readonly QuickNode[]): Generator<[string, Field]> {
  for (let at = 0; at < parts.length; at += 1) {
    const { value, range } = parts[at];
    const key = String(value);
    const hasValue = at + 1 < parts.length && parts[at + 1].value === mapping?.[key];
    yield [key, { key: range, node: hasValue ? parts[at += 1] : undefined }];
  }
}

/** `[a: b]` is a list with a mapping in it, of which the parser tells only the parts; and nothing of an item that is not there. */
function* itemsOf(list: readonly unknown[], parts: readonly QuickNode[]): Generator<[string, Field]> {
  let at = 0;
  for (const [index, item] of list.entries()) {
    const pair = parts.slice(at, at + 2);
    if (pair[0]?.value === item) yield [String(index), { node: parts[at++] }];
    else if (item === null || pair.length < 2) yield [String(index), {}];
    else yield [String(index), { node: new QuickNode(item, [pair[0].range[0], pair[1].range[1]], parts.slice(at, at += 2)) }];
  }
}
