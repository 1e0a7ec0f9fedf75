import { fillPattern, hashOfValues, type PatternValues } from './name-pattern';

const LONGEST_TAG = 128;
const KEPT = 115;
const HASHED = /-[0-9a-f]{12}$/;

/**
 * The tag of an artifact: the pattern with its variables filled in, as the distribution specification allows a tag.
 *
 * Two runs never share a tag, as far as the pattern has variables that tell them apart: where a character had to be
 * replaced, the text to be cut, or where other values could give the same text, `-` and 12 hex digits of a hash of the
 * values follow.
 *
 * @param pattern `{{namespace}}.{{pipelinerun}}.{{taskrun}}.{{artifact}}`, checked by the schema of the configuration
 */
export function artifactTag(pattern: string, values: PatternValues): string {
  const { literals, used } = fillPattern(pattern, values);
  const text = literals.reduce((start, literal, at) => start + used[at - 1] + literal);
  const tag = text.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^(?![A-Za-z0-9_])/, '_');
  if (tag === text && tag.length <= LONGEST_TAG && isDecodable(literals, used) && !HASHED.test(tag)) return tag;
  return `${tag.slice(0, KEPT)}-${hashOfValues(pattern, used)}`;
}

/** Tells whether the values can be read back from the text: dots stand between any two of them, and in none. */
function isDecodable(literals: readonly string[], used: readonly string[]): boolean {
  return literals.slice(1, -1).every((literal) => literal.includes('.')) && !used.some((value) => value.includes('.'));
}
