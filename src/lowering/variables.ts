/** A variable of Tekton's in a text: `$(tasks.build.results.images[*])`. */
export interface Variable {
  /** The text as it stands. */
  readonly text: string;
  /** Its names: `tasks`, `build`, `results`, `images`. */
  readonly segments: readonly string[];
  /** What stands in brackets at its end: `*`, a number, or nothing. */
  readonly index?: string;
  /** Where it begins in its text. */
  readonly start: number;
  /** The variable is the whole text. */
  readonly alone: boolean;
}

/** The first names that Tekton or this compiler substitutes; `$(date)` and the like belong to the shell. */
const ROOTS = new Set(['params', 'results', 'workspaces', 'steps', 'step', 'tasks', 'context', 'finally', 'credentials', 'inputs', 'outputs']);

/**
 * The variables of Tekton in a text.
 *
 * Dots and brackets mean the same: `params.x`, `params["x"]` and `params['x']`, with `[*]` or `[0]` behind.
 *
 * @see pkg/substitution/substitution.go of Tekton Pipelines
 */
export function variablesOf(text: string): Variable[] {
  const found: Variable[] = [];
  for (const { index: start, 0: whole, 1: inner } of text.matchAll(/\$\(([A-Za-z][^()\s]*)\)/g)) {
    const segments = segmentsOf(inner);
    if (!segments || segments.names.length < 2 || !ROOTS.has(segments.names[0])) continue;
    found.push({ text: whole, segments: segments.names, index: segments.index, start, alone: whole === text });
  }
  return found;
}

/** What is wrong with a whole array or object within a text, wherever it stands. */
export function wholeInTextProblem({ index, alone }: Variable): string | undefined {
  return index === '*' && !alone
    ? "a whole array or object must stand alone, text around '[*]' is never substituted: take it out of the text, or read one element or key"
    : undefined;
}

function segmentsOf(inner: string): { names: string[]; index?: string } | undefined {
  const names: string[] = [];
  let index: string | undefined;
  let rest = inner;
  while (rest !== '') {
    const match = /^(?:\.?([^.[\]"']+)|\["([^"]+)"\]|\['([^']+)'\]|\[(\*|\d+)\])/.exec(rest);
    if (!match) return undefined;
    if (match[4] === undefined) names.push(match[1] ?? match[2] ?? match[3]);
    else index = match[4];
    rest = rest.slice(match[0].length);
  }
  return { names, index };
}
