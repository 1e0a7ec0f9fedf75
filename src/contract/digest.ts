import { createHash } from 'crypto';

declare const digestBrand: unique symbol;

/**
 * A checked content digest, `<algorithm>:<lower case hex>`.
 *
 * It is a string at run time. The brand is given only by `parseDigest()` and
 * `digestOf()`, so a function that takes a `Digest` need not check it again.
 */
export type Digest = string & { readonly [digestBrand]: true };

/** A digest algorithm that artifacts may be addressed by. */
export type DigestAlgorithm = 'sha256' | 'sha512';

const HEX_LENGTH: Readonly<Record<DigestAlgorithm, number>> = { sha256: 64, sha512: 128 };

/**
 * Parses a digest.
 *
 * Known are `sha256` (64 hex digits) and `sha512` (128). Hex is lower case, as
 * the OCI image specification demands: two spellings of one digest would be
 * two identities.
 *
 * @throws an Error that says which part of the text is wrong.
 */
export function parseDigest(text: string): Digest {
  const problem = problemOf(text);
  if (problem !== undefined) {
    throw new Error(`invalid digest '${text}': ${problem}, expected 'sha256:' and 64 lower case hex digits`);
  }
  return text as Digest;
}

/** Whether the text is a digest that `parseDigest()` accepts. */
export function isDigest(text: string): text is Digest {
  return problemOf(text) === undefined;
}

/** The digest of bytes in memory; text is taken as UTF-8. */
export function digestOf(content: Uint8Array | string, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(content).digest('hex')}` as Digest;
}

/** The algorithm of a digest, by the name that `crypto.createHash()` takes. */
export function algorithmOf(digest: Digest): DigestAlgorithm {
  return digest.slice(0, digest.indexOf(':')) as DigestAlgorithm;
}

/** The hex part of a digest. */
export function hexOf(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

function problemOf(text: string): string | undefined {
  const colon = text.indexOf(':');
  if (colon < 0) {
    return 'it names no algorithm';
  }
  const algorithm = text.slice(0, colon);
  if (!isAlgorithm(algorithm)) {
    return `the algorithm '${algorithm}' is not known`;
  }
  const hex = text.slice(colon + 1);
  if (hex.length !== HEX_LENGTH[algorithm]) {
    return `it has ${hex.length} hex digits instead of ${HEX_LENGTH[algorithm]}`;
  }
  return /^[0-9a-f]+$/.test(hex) ? undefined : 'it has characters other than 0-9 and a-f';
}

function isAlgorithm(name: string): name is DigestAlgorithm {
  return Object.hasOwn(HEX_LENGTH, name);
}
