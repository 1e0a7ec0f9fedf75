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

interface Match extends BadVariable {
  /** All that is behind the prefix. */
  readonly whole: string;
  /** More than two names with dots between them. */
  readonly tooDeep: boolean;
}

/** By prefix; undefined for a prefix that is no regular expression, which Tekton takes for no match. */
const patterns = new Map<string, RegExp | undefined>();

/**
 * The variables whose names are not known.
 *
 * @param prefix a regular expression: `params`, `context\\.taskRun`
 */
export function unknownVariables(text: string, prefix: string, known: ReadonlySet<string>): BadVariable[] {
  return badVariables(text, prefix, ({ name }) => !known.has(name.replace(/\[(?:[0-9])*\*?\]/g, '')));
}

/** The variables that must not be used here at all, except by an index. */
export function prohibitedVariables(text: string, prefix: string, prohibited: ReadonlySet<string>): BadVariable[] {
  return badVariables(text, prefix, ({ name }) => prohibited.has(name.replace(/\[\*\]$/, '')));
}

/** The variables that stand for the whole of one of these. */
export function entireVariables(text: string, prefix: string, prohibited: ReadonlySet<string>): BadVariable[] {
  return matchesOf(text, prefix).filter(({ whole }) => prohibited.has(whole.replace(/\[\*\]$/, '')));
}

/** The variables of these that have text around them. */
export function crowdedVariables(text: string, prefix: string, alone: ReadonlySet<string>): BadVariable[] {
  return badVariables(text, prefix, (match) => alone.has(match.name.replace(/\[\*\]$/, '')) && text !== match.text);
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

/** A variable that names too much is bad, too, once it is the turn of its prefix. */
function badVariables(text: string, prefix: string, isBad: (match: Match) => boolean): BadVariable[] {
  return matchesOf(text, prefix).filter((match) => match.tooDeep || isBad(match));
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
