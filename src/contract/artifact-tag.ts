import { createHash } from 'crypto';
import type { PATTERN_VARIABLES } from './storage-config';

/** What the variables of a tag pattern stand for. */
export type TagValues = { readonly [variable in typeof PATTERN_VARIABLES[number]]: string };

const LONGEST_TAG = 128;
const KEPT = 115;
const HASH_DIGITS = 12;
const VARIABLE = /\{\{\s*([a-z]+)\s*\}\}/;
const HASHED = new RegExp(`-[0-9a-f]{${HASH_DIGITS}}$`);

/**
 * The tag of an artifact: the pattern with its variables filled in, as the distribution specification allows a tag.
 *
 * Two runs never share a tag, as far as the pattern has variables that tell them apart: where a character had to be
 * replaced, the text to be cut, or where other values could give the same text, `-` and 12 hex digits of a hash of the
 * values follow.
 *
 * @param pattern `{{namespace}}.{{pipelinerun}}.{{taskrun}}.{{artifact}}`, checked by the schema of the configuration
 */
export function artifactTag(pattern: string, values: TagValues): string {
  const { literals, used } = fill(pattern, values);
  const text = literals.reduce((start, literal, at) => start + used[at - 1] + literal);
  const tag = text.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^(?![A-Za-z0-9_])/, '_');
  if (tag === text && tag.length <= LONGEST_TAG && isDecodable(literals, used) && !HASHED.test(tag)) return tag;
  return `${tag.slice(0, KEPT)}-${hashOf([pattern, ...used])}`;
}

/** The texts around the variables of a pattern, and the values between them. */
function fill(pattern: string, values: TagValues): { literals: string[]; used: string[] } {
  // split() gives the captured names between the texts
  const parts = pattern.split(VARIABLE);
  return {
    literals: parts.filter((_, at) => at % 2 === 0),
    used: parts.filter((_, at) => at % 2 === 1).map((name) => values[name as keyof TagValues]),
  };
}

/** Tells whether the values can be read back from the text: dots stand between any two of them, and in none. */
function isDecodable(literals: readonly string[], used: readonly string[]): boolean {
  return literals.slice(1, -1).every((literal) => literal.includes('.')) && !used.some((value) => value.includes('.'));
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HASH_DIGITS);
}
