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

/** The end of a text that {@link hashOfValues} was appended to, with a dash. */
const HASHED = /-[0-9a-f]{12}$/;

/** A pattern with its variables filled in. */
export interface FilledPattern {
  /** The texts around the variables. */
  readonly literals: readonly string[];
  /** The values between them. */
  readonly used: readonly string[];
  /** All of them together. */
  readonly text: string;
}

/** Fills in the variables of a pattern. */
export function fillPattern(pattern: string, values: PatternValues): FilledPattern {
  // split() gives the captured names between the texts
  const parts = pattern.split(VARIABLE);
  const literals = parts.filter((_, at) => at % 2 === 0);
  const used = parts.filter((_, at) => at % 2 === 1).map((name) => values[name as keyof PatternValues]);
  return { literals, used, text: literals.reduce((start, literal, at) => start + used[at - 1] + literal) };
}

/**
 * Tells whether no other values give the same text: a separator stands between any two of them, and in none, and the end
 * does not look like a hash.
 */
export function isUnambiguous({ literals, used, text }: FilledPattern, separator: string): boolean {
  const isBetween = literals.slice(1, -1).every((literal) => literal.includes(separator));
  return isBetween && !used.some((value) => value.includes(separator)) && !HASHED.test(text);
}

/** Tells the values of a pattern apart from all others: 12 hex digits. */
export function hashOfValues(pattern: string, used: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify([pattern, ...used])).digest('hex').slice(0, HASH_DIGITS);
}
