import { fillPattern, hashOfValues, type PatternValues } from './name-pattern';

/** What is appended to a text that had to be changed, or could mean other values. */
const HASHED = /-[0-9a-f]{12}$/;
const LONGEST_KEY = 700;
const KEPT = 600;

/**
 * The name of an artifact in an object store: the pattern with its variables filled in, as a path.
 *
 * Slashes of the pattern stay; a value never adds one, nor becomes `.` or `..`. As with tags, two runs never share a
 * name as far as the pattern has variables that tell them apart: where a character had to be replaced, or where other
 * values could give the same text, `-` and 12 hex digits of a hash of the values follow.
 *
 * @param pattern `{{namespace}}/{{taskrun}}/{{artifact}}`, checked by the schema of the configuration
 */
export function artifactKey(pattern: string, values: PatternValues): string {
  const { literals, used } = fillPattern(pattern, values);
  const parts = literals.flatMap((literal, at) => at === 0 ? [literal] : [safe(used[at - 1]), literal]);
  const text = literals.reduce((start, literal, at) => start + used[at - 1] + literal);
  const key = parts.join('').split('/').map(plainSegment).join('/');
  const isPlain = key === text && key.length <= LONGEST_KEY && !HASHED.test(key) && isDecodable(literals, used);
  return isPlain ? key : `${key.slice(0, KEPT).replace(/\/$/, '')}-${hashOfValues(pattern, used)}`;
}

/** A value as a part of a path: it adds no slash. */
function safe(value: string): string {
  return value.replaceAll('/', '_');
}

/** A step of a path that no server, proxy or file system reads as anything else. */
function plainSegment(segment: string): string {
  return segment.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.*$/, (dots) => dots === '' ? '_' : dots.replaceAll('.', '_'));
}

/** Tells whether the values can be read back from the text: slashes stand between any two of them, and in none. */
function isDecodable(literals: readonly string[], used: readonly string[]): boolean {
  return literals.slice(1, -1).every((literal) => literal.includes('/')) && !used.some((value) => value.includes('/'));
}
