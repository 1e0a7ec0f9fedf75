import { partOf, type TextPart } from '../model/place';

/** What gives a credential away by its shape, whatever it is called. */
const SHAPES: readonly (readonly [what: string, shape: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g],
  ['an access key of AWS', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})\b/g],
  ['a token of GitLab', /\bglpat-[A-Za-z0-9_-]{20,}/g],
  ['a token of Slack', /\bxox[abprs]-[A-Za-z0-9-]{10,}/g],
  ['a key of Google', /\bAIza[A-Za-z0-9_-]{35}\b/g],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@$"'{}()<>]+:(?!\$|\*+@|x+@|password@|<)[^\s/:@$"'{}()<>]{3,}@/gi],
];

/** A credential in a text. */
export interface FoundCredential {
  /** What kind it is of. */
  readonly what: string;
  readonly part: TextPart;
}

/** The credentials in a text. */
export function credentialsIn(text: string): FoundCredential[] {
  return SHAPES.flatMap(([what, shape]) => [...text.matchAll(shape)].map((match) => ({ what, part: partOf(match) })));
}

const NAMED = /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CLIENT_SECRET)$/;
const HARMLESS = /^(?:true|false|yes|no|on|off|none|null|changeme|example|\d{1,4}|[*x.]+|<.*>|.*\$.*|\/.*|.*\{\{.*)?$/i;

/** Tells whether the value of an env variable is most likely a credential: by the name, where the value can be one. */
export function isNamedCredential(name: string, value: string): boolean {
  return NAMED.test(name.toUpperCase()) && !HARMLESS.test(value);
}
