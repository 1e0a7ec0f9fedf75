import { isDeepStrictEqual } from 'node:util';
import { type Document, isCollection, isMap, isScalar, isSeq, type Node, type Pair, parseAllDocuments, type Scalar, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import type { MovedParams } from './params-to-env';
import { applyEdits, type TextEdit } from './text-edit';

/** A script in a YAML text, and what is to become of it. */
export interface ScriptMove {
  /** Where the scalar begins. */
  readonly offset: number;
  readonly moved: MovedParams;
}

/**
 * The edits that move params of scripts to env, and leave every other byte as it is.
 *
 * Each is proved: the edited text is read again, and must mean what was intended. What cannot be proved is left out.
 */
export function moveParams(text: string, moves: readonly ScriptMove[]): TextEdit[] {
  const together = provenEdits(text, moves);
  if (together || moves.length < 2) return together ?? [];
  return moves.flatMap((move) => provenEdits(text, [move]) ?? []);
}

function provenEdits(text: string, moves: readonly ScriptMove[]): TextEdit[] | undefined {
  const documents = read(text);
  const edits: TextEdit[] = [];
  for (const { offset, moved } of moves) {
    const found = scriptAt(documents, offset);
    const own = found && editsOf(found, moved, text);
    if (!own) return undefined;
    edits.push(...own);
    intend(found, moved);
  }
  return isDeepStrictEqual(plain(documents), plain(read(applyEdits(text, edits)))) ? edits : undefined;
}

interface FoundScript {
  readonly document: Document;
  /** The step, sidecar or StepAction. */
  readonly container: YAMLMap;
  readonly key: Scalar;
  readonly script: Scalar;
}

function read(text: string): Document[] {
  const documents = parseAllDocuments(text, { schema: 'failsafe', uniqueKeys: false, prettyErrors: false });
  return Array.isArray(documents) ? documents : [];
}

/** @returns undefined for what cannot be read, or has more aliases than anybody writes */
function plain(documents: readonly Document[]): unknown {
  if (documents.some(({ errors }) => errors.length > 0)) return Symbol('errors');
  try {
    return documents.map((document): unknown => document.toJS());
  } catch {
    return Symbol('unreadable');
  }
}

function scriptAt(documents: readonly Document[], offset: number): FoundScript | undefined {
  let found: FoundScript | undefined;
  for (const document of documents) {
    visit(document, {
      Pair: (_, { key, value }, ancestors) => {
        const container = ancestors.at(-1);
        if (!isMap(container) || !isScalar(key) || !isScalar(value) || value.range?.[0] !== offset) return undefined;
        if (![...ancestors, value].some(isShared)) found = { document, container, key, script: value };
        return visit.BREAK;
      },
    });
  }
  return found;
}

/** Tells whether a node is also used elsewhere, or takes in another one: an edit would change more than it looks at. */
function isShared(node: unknown): boolean {
  return (isCollection(node) || isScalar(node)) && (node.anchor !== undefined || (isMap(node) && node.has('<<')));
}

/** Changes the parsed document as the text is to be changed. */
function intend({ document, container, script }: FoundScript, { script: text, env }: MovedParams): void {
  script.value = text;
  const list = container.get('env');
  if (isSeq(list)) for (const entry of env) list.add(document.createNode(entry));
  else if (env.length > 0) container.set('env', document.createNode(env));
}

function editsOf({ container, key, script }: FoundScript, { script: _, env, edits }: MovedParams, text: string): TextEdit[] | undefined {
  const replaced = inSource(script, edits, text);
  const added = env.length === 0 ? [] : envEdit(container, key, env, text);
  return replaced && added && [...replaced, ...added];
}

const VARIABLE = /\$\(params[^()\n]*\)/g;

/** The same edits in the text of the scalar: the variables in it are those of its value, in the same order. */
function inSource(script: Scalar, edits: readonly TextEdit[], text: string): TextEdit[] | undefined {
  const [start, end] = script.range ?? [0, 0];
  const written = [...text.slice(start, end).matchAll(VARIABLE)];
  const meant = [...String(script.value).matchAll(VARIABLE)];
  if (written.length !== meant.length) return undefined;
  return edits.map((edit) => {
    const index = meant.findIndex((match) => match.index === edit.start);
    const [found] = written[index];
    return { start: start + written[index].index, end: start + written[index].index + found.length, text: edit.text };
  });
}

function envEdit(container: YAMLMap, script: Scalar, entries: MovedParams['env'], text: string): TextEdit[] | undefined {
  const pair = container.items.find(({ key }) => isScalar(key) && key.value === 'env') as Pair<Node, Node | null> | undefined;
  if (!pair) return [newList(container, script, entries, text)];
  return isSeq(pair.value) ? [longerList(pair.value, entries, text)] : undefined;
}

/** A new list stands before the script, which is the longer one. */
function newList(container: YAMLMap, script: Scalar, entries: MovedParams['env'], text: string): TextEdit {
  const start = script.range?.[0] ?? 0;
  if (container.flow) return { start, end: start, text: `env: [${entries.map(inFlow).join(', ')}], ` };
  const indent = ' '.repeat(columnOf(start, text));
  const lines = ['env:', ...entries.flatMap((entry) => inBlock(entry, `${indent}  `))];
  return { start, end: start, text: lines.map((line) => `${line}${lineEnd(text)}`).join('') + indent };
}

function longerList(list: YAMLSeq, entries: MovedParams['env'], text: string): TextEdit {
  const [first, last] = list.range ?? [0, 0];
  if (list.flow) {
    const start = last - 1;
    return { start, end: start, text: `${list.items.length > 0 ? ', ' : ''}${entries.map(inFlow).join(', ')}` };
  }
  const start = endOfLine(last, text);
  const lines = entries.flatMap((entry) => inBlock(entry, ' '.repeat(columnOf(first, text))));
  return { start, end: start, text: lines.map((line) => `${lineEnd(text)}${line}`).join('') };
}

function inFlow({ name, value }: MovedParams['env'][number]): string {
  return `{name: ${name}, value: ${JSON.stringify(value)}}`;
}

function inBlock({ name, value }: MovedParams['env'][number], indent: string): string[] {
  return [`${indent}- name: ${name}`, `${indent}  value: ${value}`];
}

/** The end of the line on which a node ends that may have taken the blank lines behind it. */
function endOfLine(end: number, text: string): number {
  const last = text.slice(0, end).trimEnd().length;
  const rest = /\r?\n|$/.exec(text.slice(last));
  return last + (rest?.index ?? 0);
}

function columnOf(offset: number, text: string): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
