import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Alias, Document, Node, Pair, Scalar, YAMLMap } from 'yaml';
import { isJsonObject } from '../../contract/json';
import { annotatedAcknowledgements } from '../../rules/model/annotated-acknowledgements';
import type { ChangedScalar, TextProblem } from '../../rules/model/document';
import { RuleDocument } from '../../rules/model/document';
import { child, joinPaths } from '../../rules/model/path';
import type { Locator, Place, TextPart } from '../../rules/model/place';
import { resolveScalar } from '../../rules/model/yaml-scalar';
import { readAcknowledgements } from './acknowledgements';
import { ODD_LINE_END, readQuickly } from './read-quickly';
import { PlacedText, type Range, type YamlNode } from './yaml-node';

/** More aliases than anybody writes: what is more is an attack on memory. */
const MOST_NODES = 1_000_000;

const TEMPLATE_FIX = 'mend the syntax at this place; a template with {{ }} has to be rendered first: helm template <chart> | cdk8s-tekton validate -';

/**
 * Reads every object of a YAML text, the members of Lists one by one.
 *
 * Never throws: what cannot be read is a document with a text problem.
 */
export function readYaml(file: string, text: string): RuleDocument[] {
  return readQuickly(file, text) ?? readClosely(file, text);
}

/** Reads with the place of everything. */
export function readClosely(file: string, text: string): RuleDocument[] {
  // Scalars are resolved here, as Kubernetes' tools do.
  const parsed = parseAllDocuments(text, { schema: 'failsafe', uniqueKeys: false, prettyErrors: false });
  const documents = Array.isArray(parsed) ? parsed as Document.Parsed[] : [];
  const placed = new PlacedText(file, text);
  return documents.flatMap((document, index) => {
    const source = new YamlSource(document, { text: placed, index });
    const acknowledgements = readAcknowledgements(document, index, documents[index - 1]?.range[2] ?? 0, placed);
    return source.read().map(({ value, path }) => {
      const locator: Locator = path === '' ? source : { file, locate: (inner, part) => source.locate(joinPaths(path, inner), part) };
      return new RuleDocument({
        source: value,
        locator,
        textProblems: inside(source.problems, path),
        changedScalars: inside(source.changed, path),
        acknowledgements: [...acknowledgements, ...annotatedAcknowledgements(value, locator)],
      });
    });
  });
}

/** Where a document stands. */
interface DocumentPlace {
  readonly text: PlacedText;
  /** Which of the documents in the text it is. */
  readonly index: number;
}

/** One YAML document: its plain data, and where each part of it stands. */
class YamlSource implements Locator {
  public readonly problems: TextProblem[] = [];
  public readonly changed: ChangedScalar[] = [];
  private nodes = 0;
  private readonly pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

  constructor(private readonly document: Document.Parsed, private readonly whole: DocumentPlace) {}

  public get file(): string {
    return this.whole.text.file;
  }

  /** The objects in it with the paths that lead to them; an empty document has none. */
  public read(): { readonly value: unknown; readonly path: string }[] {
    const [error] = this.document.errors;
    if (error) {
      this.fail('yaml', '', firstLetterDown(error.message).replace('maximum call stack size exceeded', 'it is nested too deeply'));
      return [{ value: undefined, path: '' }];
    }
    const value = this.plain(this.document.contents, '', []);
    if (value === null && this.problems.length === 0) return [];
    return members(value, '');
  }

  public locate(path: string, part: 'key' | 'value' | TextPart): Place {
    const { whole: { text, index }, document: { errors: [error], contents, range } } = this;
    const root = error ? undefined : this.placed(contents);
    return root ? text.locate(root, index, path, part) : text.place(error?.pos ?? [range[0], range[0]], index);
  }

  private placed(node: unknown): YamlNode | undefined {
    const range = rangeOf(node);
    if (!range) return undefined;
    return {
      range,
      text: isScalar(node) ? String(node.value) : undefined,
      isAlias: isAlias(node),
      child: (segment) => this.childOf(this.resolved(node as Node), segment),
    };
  }

  private childOf(node: Node | null, segment: string | number): ReturnType<YamlNode['child']> {
    if (isSeq(node)) return Number(segment) < node.items.length ? { node: this.placed(node.items[Number(segment)]) } : undefined;
    const pair = isMap(node) ? this.pairOf(node, String(segment), 0) : undefined;
    return pair && { key: rangeOf(pair.key), node: this.placed(pair.value) };
  }

  private resolved(node: Node | null): Node | null {
    return isAlias(node) ? (node as Alias).resolve(this.document) ?? null : node;
  }

  /** The last pair wins, as it does in the plain data; those of a merge key come after the mapping's own. */
  private pairOf(map: YAMLMap, key: string, depth: number): Pair | undefined {
    const own = this.pairsOf(map).get(key);
    if (own || depth > 16) return own;
    for (const pair of map.items.filter((each) => isMerge(each.key))) {
      for (const source of mergeSources(this.resolved(pair.value as Node | null))) {
        const target = this.resolved(source);
        const found = isMap(target) ? this.pairOf(target, key, depth + 1) : undefined;
        if (found) return found;
      }
    }
    return undefined;
  }

  /** Looked up many times where much is found in a large mapping. */
  private pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.pairs.get(map) ?? new Map(map.items.flatMap((pair) => {
      const key = isPair(pair) ? keyText(pair.key) : undefined;
      return key === undefined ? [] : [[key, pair] as const];
    }));
    this.pairs.set(map, known);
    return known;
  }

  private plain(node: unknown, path: string, within: readonly unknown[]): unknown {
    if (++this.nodes > MOST_NODES) return this.fail('yaml', path, 'too many aliases, the document would not fit into memory');
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      if (!target) return this.fail('yaml', path, `the alias '*${node.source}' has no anchor`);
      if (within.includes(target)) return this.fail('yaml', path, `the anchor '&${node.source}' contains itself`);
      return this.plain(target, path, [...within, target]);
    }
    if (isScalar(node)) return this.plainScalar(node, path);
    if (isSeq(node)) return node.items.map((item, index) => this.plain(item, child(path, index), node.anchor ? [...within, node] : within));
    if (isMap(node)) return this.plainMap(node, path, node.anchor ? [...within, node] : within);
    return null;
  }

  private plainScalar(node: Scalar, path: string): unknown {
    const value = scalarValue(node);
    const text = String(node.value ?? '');
    if (typeof value === 'number' && !Number.isFinite(value)) return this.failAsJson(path, text);
    // Between quotes it is white space.
    if (!node.type?.startsWith('QUOTE')) this.checkLineEnds(text, path);
    if (typeof value !== 'string' && value !== null && String(value) !== text) this.changed.push({ path, text, value });
    return value;
  }

  private plainMap(map: YAMLMap, path: string, within: readonly unknown[]): unknown {
    const plain: { [key: string]: unknown } = {};
    const merged: { [key: string]: unknown } = {};
    for (const pair of map.items) {
      if (isMerge(pair.key)) {
        for (const source of mergeSources(this.resolved(pair.value as Node | null))) {
          const value = this.plain(source, path, within);
          if (!isJsonObject(value)) this.fail('yaml', path, "the merge key '<<' takes a mapping or a list of them");
          else for (const [key, item] of Object.entries(value)) if (!Object.hasOwn(merged, key)) define(merged, key, item);
        }
        continue;
      }
      const key = keyText(pair.key);
      if (key === undefined) {
        this.fail('yaml', path, 'a key must be text, a number or a boolean');
        continue;
      }
      const at = child(path, key);
      const text = isScalar(pair.key) ? String(pair.key.value ?? '') : key;
      this.checkLineEnds(`${this.written(pair.key)}:`, path);
      if (text !== key) this.changed.push({ path: at, text, value: key, isKey: true });
      if (Object.hasOwn(plain, key)) this.fail('duplicate-key', at, `the key '${key}' is there twice`);
      define(plain, key, this.plain(pair.value, at, within));
    }
    return { ...merged, ...plain };
  }

  private written(node: unknown): string {
    const [start, end] = rangeOf(node) ?? [0, 0];
    return this.whole.text.text.slice(start, end);
  }

  private checkLineEnds(text: string, path: string): void {
    const [found] = ODD_LINE_END.exec(text) ?? [];
    if (found === undefined) return;
    const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    this.problems.push({ kind: 'yaml', path, message: `U+${code} ends a line for Kubernetes, in the midst of a key or a text`, fix: 'remove the character' });
  }

  private failAsJson(path: string, number: string): null {
    const message = `'${number}' is a number that JSON does not know, and what is sent to the API server is JSON`;
    this.problems.push({ kind: 'json', path, message, fix: 'put quotes around it, where text is meant' });
    return null;
  }

  private fail(kind: TextProblem['kind'], path: string, message: string): null {
    const [start, , end] = this.document.range;
    const isTemplate = kind === 'yaml' && this.whole.text.text.slice(start, end).includes('{{');
    this.problems.push({ kind, path, message, ...isTemplate && { fix: TEMPLATE_FIX } });
    return null;
  }
}

function rangeOf(node: unknown): Range | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range ? [range[0], range[1]] : undefined;
}

/** What concerns one member of a List, by paths within it. */
function inside<T extends { readonly path: string }>(items: readonly T[], outer: string): T[] {
  if (outer === '') return [...items];
  return items.filter(({ path }) => path.startsWith(outer)).map((item) => ({ ...item, path: item.path.slice(outer.length).replace(/^\./, '') }));
}

/** A List stands for its items. */
function members(value: unknown, path: string): { readonly value: unknown; readonly path: string }[] {
  if (!isJsonObject(value) || !String(value.kind).endsWith('List') || !Array.isArray(value.items)) return [{ value, path }];
  return value.items.flatMap((item, index) => members(item, child(child(path, 'items'), index)));
}

function scalarValue(node: { readonly value: unknown; readonly tag?: string; readonly type?: string; readonly source?: string }): unknown {
  const text = String(node.value ?? '');
  if (node.tag === 'tag:yaml.org,2002:str' || node.tag === '!' || node.type !== 'PLAIN') return text;
  return resolveScalar(text);
}

/** The text of a key as JSON has it; undefined for null, a list or a mapping. */
function keyText(key: unknown): string | undefined {
  if (typeof key === 'string') return key;
  if (!isScalar(key)) return undefined;
  const value = scalarValue(key);
  if (value === null) return undefined;
  return typeof value === 'number' && !Number.isFinite(value) ? ODD_NUMBERS[String(value)] : String(value);
}

/** As keys they become text. @see convertToJSONableObject in sigs.k8s.io/yaml */
const ODD_NUMBERS: { readonly [number: string]: string } = { 'Infinity': '.inf', '-Infinity': '-.inf', 'NaN': '.nan' };

function isMerge(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

function mergeSources(node: Node | null): (Node | null)[] {
  return isSeq(node) ? node.items as Node[] : [node];
}

/** Sets a key that may be called `__proto__`. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function firstLetterDown(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
