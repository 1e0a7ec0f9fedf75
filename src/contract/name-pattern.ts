import { createHash } from 'crypto';

/** What may stand between `{{` and `}}` in a pattern. */
export const PATTERN_VARIABLES = ['namespace', 'pipelinerun', 'taskrun', 'artifact'] as const;

/** What the variables of a pattern stand for. */
export type PatternValues = { readonly [variable in typeof PATTERN_VARIABLES[number]]: string };

/** How a kind of store calls artifacts. */
export interface Naming {
  /** What holds where nothing is configured. */
  readonly defaultPattern: string;
  /** The name by a pattern, in the form that the store allows. */
  write(pattern: string, values: PatternValues): string;
}

const VARIABLE = /\{\{\s*([a-z]+)\s*\}\}/;
const HASH_DIGITS = 12;

/** The texts around the variables of a pattern, and the values between them. */
export function fillPattern(pattern: string, values: PatternValues): { readonly literals: string[]; readonly used: string[] } {
  // split() gives the captured names between the texts
  const parts = pattern.split(VARIABLE);
  return {
    literals: parts.filter((_, at) => at % 2 === 0),
    used: parts.filter((_, at) => at % 2 === 1).map((name) => values[name as keyof PatternValues]),
  };
}

/** Tells the values of a pattern apart from all others: 12 hex digits. */
export function hashOfValues(pattern: string, used: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify([pattern, ...used])).digest('hex').slice(0, HASH_DIGITS);
}
