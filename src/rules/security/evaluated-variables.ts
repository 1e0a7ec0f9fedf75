import type { TextPart } from '../model/place';

/** A variable whose value a script for a shell runs. */
export interface EvaluatedVariable {
  readonly name: string;
  /** As in `eval`, `sh -c`. */
  readonly command: string;
  readonly part: TextPart;
}

const EVAL = /(?<=^|[\s;&|(!{])eval\s(?=((?:"(?:[^"\\]|\\[^])*"|'[^']*'|[^\n;&|"'])*))/gm;

/** The word behind is a program; those behind that are its arguments. */
const INLINE = /(?<=^|[\s;&|(!{/])((?:(?:ba|da|a|z|k)?sh|su|pwsh|python[\d.]*|node|perl|ruby)\s+(?:-\w+\s+)*?-\w*[ceE]\w*)\s+(?=("(?:[^"\\]|\\[^])*"|[^\s;|&"']+))/gm;

/**
 * The variables that a script evaluates: `eval "$CMD"`, `sh -c "run $CMD"`.
 *
 * What is not expanded before it is run is none of them: `eval 'run "$X"'`, `sh -c "run \"\$X\""`, `sh -c '...' sh "$X"`.
 */
export function evaluatedVariables(script: string, names: ReadonlyMap<string, unknown>): EvaluatedVariable[] {
  if (names.size === 0) return [];
  const text = withoutComments(script);
  return [
    ...[...text.matchAll(EVAL)].flatMap((found) => variablesIn(found[1], found.index + found[0].length, 'eval')),
    ...[...text.matchAll(INLINE)].flatMap((found) => variablesIn(found[2], found.index + found[0].length, found[1].replaceAll(/\s+/g, ' '))),
  ].filter(({ name }) => names.has(name));
}

function variablesIn(text: string, offset: number, command: string): EvaluatedVariable[] {
  return [...withoutSingleQuotes(text).matchAll(/(?<!\\)\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)[^}]*\})/g)].map((found) => ({
    name: found[1] ?? found[2],
    command,
    part: { index: offset + found.index, text: found[0] },
  }));
}

/** Everything stays where it is. */
function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, blanks);
}

/** Between double quotes, a single one is like any letter. */
function withoutSingleQuotes(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[^])*"|'[^']*'/g, (found) => (found.startsWith("'") ? blanks(found) : found));
}

function blanks(text: string): string {
  return ' '.repeat(text.length);
}
