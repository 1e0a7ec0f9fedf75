/** As many characters as count for a line, from its first on. */
const WINDOW = 100;
const FACTOR = 37n;
const END_OF_FILE = 65535;

/**
 * By what code scanning of GitHub knows a line again though it has moved: `primaryLocationLineHash`, one for each line.
 *
 * A hash of the first hundred characters from the beginning of the line, blanks and tabs left out, and the number of lines that
 * had the same before. Equal to what GitHub's upload action makes, which complains about any other.
 *
 * @see fingerprints.ts of github.com/github/codeql-action
 */
export function lineFingerprints(text: string): string[] {
  const plain = text.replace(/\r\n?/g, '\n').replace(/[ \t]/g, '');
  const starts = [0, ...[...plain.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const counts = new Map<string, number>();
  return starts.map((start) => {
    const hash = hashAt(plain, start);
    const count = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, count);
    return `${hash}:${count}`;
  });
}

function hashAt(plain: string, start: number): string {
  let hash = 0n;
  for (let at = start; at < start + WINDOW; at += 1) hash = BigInt.asUintN(64, hash * FACTOR + BigInt(codeAt(plain, at)));
  return hash.toString(16);
}

function codeAt(plain: string, at: number): number {
  if (at < plain.length) return plain.charCodeAt(at);
  return at === plain.length ? END_OF_FILE : 0;
}
