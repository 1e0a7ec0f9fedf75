/** Longest text of a warning that registries may send, all of one answer together. */
const LONGEST = 4096;

const WARNING = /(?:^|,)\s*299 - "((?:[^"\\]|\\.)*)"\s*(?=,|$)/g;

/**
 * The warnings of a registry to its users: a quota that is nearly used up, an API that is about to go.
 *
 * Only those of code 299 and agent `-` are from the registry itself; others are left out.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#warnings
 */
export function warningsIn(header: string | undefined): string[] {
  return [...(header ?? '').slice(0, LONGEST).matchAll(WARNING)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}
