import { fillPattern, hashOfValues, isUnambiguous, type PatternValues } from './name-pattern';

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
  const filled = fillPattern(pattern, values);
  const { literals, used } = filled;
  const parts = literals.flatMap((literal, at) => at === 0 ? [literal] : [safe(used[at - 1]), literal]);
  const key = parts.join('').split('/').map(plainSegment).join('/');
  const isPlain = key === filled.text && key.length <= LONGEST_KEY && isUnambiguous(filled, '/');
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
