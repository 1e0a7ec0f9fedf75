import type { TextPart } from '../model/place';

/**
 * How Tekton's webhook finds variables in texts, its oddities included.
 *
 * What a run substitutes is another matter (`variablesOf` in lowering): here it is about what is refused.
 *
 * @see pkg/substitution/substitution.go
 */

/** A variable that a text must not have, as it is written: `$(params.x)`. */
export interface BadVariable extends TextPart {
  /** What follows the prefix, without an index. */
  readonly name: string;
}

interface Match extends TextPart {
  /** The first name behind the prefix. */
  readonly name: string;
  /** All that is behind the prefix. */
  readonly whole: string;
  /** More than two names with dots between them. */
  readonly tooDeep: boolean;
}

/** By prefix; undefined for a prefix that is no regular expression, which Tekton takes for no match. */
const patterns = new Map<string, RegExp | undefined>();

/**
 * The first variable whose name is not known.
 *
 * @param prefix a regular expression: `params`, `context\\.taskRun`
 */
export function unknownVariable(text: string, prefix: string, known: ReadonlySet<string>): BadVariable | undefined {
  return firstBad(text, prefix, ({ name }) => !known.has(name.replace(/\[(?:[0-9])*\*?\]/g, '')));
}

/** The first variable of those that must not be used here at all, except by an index. */
export function prohibitedVariable(text: string, prefix: string, prohibited: ReadonlySet<string>): BadVariable | undefined {
  return firstBad(text, prefix, ({ name }) => prohibited.has(name.replace(/\[\*\]$/, '')));
}

/** The first variable that stands for the whole of one of these. */
export function entireVariable(text: string, prefix: string, prohibited: ReadonlySet<string>): BadVariable | undefined {
  const bad = matchesOf(text, prefix).find(({ whole }) => prohibited.has(whole.replace(/\[\*\]$/, '')));
  return bad && { text: bad.text, name: bad.name, index: bad.index };
}

/** The first variable of these that has text around it. */
export function crowdedVariable(text: string, prefix: string, alone: ReadonlySet<string>): BadVariable | undefined {
  const [first] = matchesOf(text, prefix);
  return firstBad(text, prefix, ({ name }) => alone.has(name.replace(/\[\*\]$/, '')) && text.length !== first.text.length);
}

/** Tells whether a text is nothing but a reference to a whole array or object: `$(params.x[*])`. */
export function isWholeReference(text: string, prefix: string): boolean {
  const name = '[_a-zA-Z0-9.-]+\\[\\*\\]';
  return new RegExp(`^\\$\\(${prefix}(?:\\.${name}|\\["${name}"\\]|\\['${name}'\\])\\)$`).test(text);
}

/** The variables with a prefix, as they are written. */
export function variableTexts(text: string, prefix: string): string[] {
  return matchesOf(text, prefix).map((match) => match.text);
}

/** A variable that names too much is bad wherever it stands, once it is the turn of its text. */
function firstBad(text: string, prefix: string, isBad: (match: Match) => boolean): BadVariable | undefined {
  const matches = matchesOf(text, prefix);
  const bad = matches.find(({ tooDeep }) => tooDeep) ?? matches.find(isBad);
  return bad && { text: bad.text, name: bad.name, index: bad.index };
}

function matchesOf(text: string, prefix: string): Match[] {
  if (!text.includes('$(')) return [];
  const pattern = patternOf(prefix);
  if (!pattern) return [];
  return [...text.matchAll(pattern)].map((match) => {
    const [whole, dotted, double, single] = match;
    const name = dotted ?? double ?? single ?? '';
    const parts = dotted?.split('.') ?? [];
    return { text: whole, index: match.index, whole: name, name: parts.length > 1 ? parts[0] : name, tooDeep: parts.length > 2 };
  });
}

function patternOf(prefix: string): RegExp | undefined {
  if (!patterns.has(prefix)) patterns.set(prefix, compile(prefix));
  return patterns.get(prefix);
}

function compile(prefix: string): RegExp | undefined {
  const inner = '[^\\n]*?(?:\\[\\*\\])?';
  try {
    return new RegExp(`\\$\\(${prefix}(?:\\.(${inner})|\\["(${inner})"\\]|\\['(${inner})'\\])\\)`, 'g');
  } catch {
    return undefined;
  }
}
