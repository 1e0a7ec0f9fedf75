/** One challenge of a WWW-Authenticate header. */
export interface Challenge {
  /** Scheme in lower case, such as `bearer`. */
  readonly scheme: string;
  /** Parameters with lower case names. */
  readonly params: Readonly<Record<string, string>>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAM = new RegExp(`^(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`);
const SCHEME = new RegExp(`^(${TOKEN})(?:[ \\t]+|$|(?=,))`);

/**
 * Parses a WWW-Authenticate header, which may hold several challenges.
 *
 * What follows something it cannot read is left out, as a wrong guess would
 * send credentials to a wrong place.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-11.3
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; params: Record<string, string> }[] = [];
  let rest = skip(header);
  while (rest !== '') {
    const param = PARAM.exec(rest);
    const current = challenges.at(-1);
    if (param !== null && current !== undefined) {
      const [text, name = '', quoted, plain = ''] = param;
      current.params[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain;
      rest = skip(rest.slice(text.length));
      continue;
    }
    const scheme = SCHEME.exec(rest);
    if (scheme === null) {
      break;
    }
    challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), params: Object.create(null) as Record<string, string> });
    rest = skip(rest.slice(scheme[0].length));
  }
  return challenges;
}

function skip(text: string): string {
  return text.replace(/^[ \t,]+/, '');
}
