import type { TextPart } from '../model/place';

/** A variable whose value a script for a shell runs. */
export interface EvaluatedVariable {
  /** What it holds, as it was handed in. */
  readonly value: string;
  /** As in `eval`, `sh -c`. */
  readonly command: string;
  readonly part: TextPart;
}

const EVAL = /(?<=^|[\s;&|(!{])eval\s(?=((?:"(?:[^"\\]|\\[^])*"|'[^']*'|[^\n;&|"'])*))/gm;

/** The word behind is a program; those behind that are its arguments. */
const INLINE = /(?<=^|[\s;&|(!{/])((?:(?:ba|da|a|z|k)?sh|su|pwsh|python[\d.]*|node|perl|ruby)\s+(?:-\w+\s+)*?-\w*[ceE]\w*)\s+(?=("(?:[^"\\]|\\[^])*"|[^\s;|&"']+))/gm;

/** `CMD="run $VALUE"`: a value goes into another variable, as it is. A name is taken whole, or the ways to take many would multiply. */
const COPY = /(?<=^|[\s;&|({])([A-Za-z_]\w*)\+?=("(?:[^"\\$`]|\\[^]|\$\w+(?!\w)|\$\{\w+\})*"|(?:[^\s;&|"'\\$`()]|\$\w+(?!\w)|\$\{\w+\})+)(?=[\s;&|)]|$)/gm;

/**
 * The variables that a script evaluates: `eval "$CMD"`, `sh -c "run $CMD"`, `RUN="$CMD"; eval "$RUN"`.
 *
 * What is not expanded before it is run is none of them: `eval 'run "$X"'`, `sh -c "run \"\$X\""`, `sh -c '...' sh "$X"`.
 */
export function evaluatedVariables(script: string, variables: ReadonlyMap<string, string>): EvaluatedVariable[] {
  if (variables.size === 0) return [];
  const text = withoutComments(script);
  const evaluated = [
    ...[...text.matchAll(EVAL)].map((found) => ({ command: 'eval', program: found[1], offset: found.index + found[0].length })),
    ...[...text.matchAll(INLINE)].map((found) => ({ command: found[1].replaceAll(/\s+/g, ' '), program: found[2], offset: found.index + found[0].length })),
  ];
  if (evaluated.length === 0) return [];
  const values = withCopies(text, variables);
  return evaluated.flatMap(({ command, program, offset }) => usesIn(program).flatMap(({ name, index, use }) => {
    const value = values.get(name);
    return value === undefined ? [] : [{ value, command, part: { index: offset + index, text: use } }];
  }));
}

/** The variables, and those that get the value of one of them, by any way round. */
function withCopies(script: string, variables: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const values = new Map(variables);
  const copies = [...script.matchAll(COPY)].map((found) => ({ name: found[1], sources: usesIn(found[2]) }));
  for (let known = 0; known < values.size;) {
    known = values.size;
    for (const { name, sources } of copies) {
      const value = values.get(name) ?? sources.map((source) => values.get(source.name)).find((each) => each !== undefined);
      if (value !== undefined) values.set(name, value);
    }
  }
  return values;
}

interface Use {
  readonly name: string;
  readonly index: number;
  /** As in `${CMD:-}`. */
  readonly use: string;
}

function usesIn(text: string): Use[] {
  const uses = withoutSingleQuotes(text).matchAll(/(?<!\\)\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)[^}]*\})/g);
  return [...uses].map(({ 0: use, 1: bare, 2: braced, index }) => ({ name: bare ?? braced, index, use }));
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
