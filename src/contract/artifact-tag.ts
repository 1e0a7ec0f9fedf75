import { fillPattern, hashOfValues, isUnambiguous, type PatternValues } from './name-pattern';

const LONGEST_TAG = 128;
const KEPT = 115;

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
  const filled = fillPattern(pattern, values);
  const tag = filled.text.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^(?![A-Za-z0-9_])/, '_');
  if (tag === filled.text && tag.length <= LONGEST_TAG && isUnambiguous(filled, '.')) return tag;
  return `${tag.slice(0, KEPT)}-${hashOfValues(pattern, filled.used)}`;
}
