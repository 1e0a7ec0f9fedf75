import { readFile } from 'fs/promises';
import { join } from 'path';
import { AgentError, systemCodeOf } from '../errors';

/** What a pod knows of itself, from a downward API volume. */
export interface PodFacts {
  readonly annotations: { readonly [name: string]: string };
  readonly labels: { readonly [name: string]: string };
  /** '' when unknown. */
  readonly namespace: string;
}

/**
 * Reads the directory of a downward API volume with `annotations`, `labels` and `namespace`.
 *
 * @param directory none, or a missing file: the pod knows nothing of itself (a program run by hand)
 */
export async function readPodFacts(directory: string | undefined): Promise<PodFacts> {
  const read = async (file: string) => directory === undefined ? '' : readOptional(join(directory, file));
  const [annotations, labels, namespace] = await Promise.all([read('annotations'), read('labels'), read('namespace')]);
  return { annotations: parsePairs(annotations, 'annotations'), labels: parsePairs(labels, 'labels'), namespace: namespace.trim() };
}

/**
 * Parses the lines `key="value"` that the kubelet writes, values quoted as Go does (`strconv.Quote`).
 *
 * @throws AgentError `CONFIG_INVALID` for a line that the kubelet does not write
 */
export function parsePairs(text: string, file: string): { [name: string]: string } {
  const pairs: { [name: string]: string } = {};
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, key, quoted] = /^([^=]+)="((?:[^"\\]|\\.)*)"$/.exec(line) ?? [];
    if (key === undefined) {
      throw new AgentError('CONFIG_INVALID', `the pod's ${file} have the line '${line.slice(0, 100)}', expected <name>="<value>"`);
    }
    // defineProperty: a key called __proto__ is a key like others
    Object.defineProperty(pairs, key, { value: unquote(quoted), enumerable: true });
  }
  return pairs;
}

const SIMPLE: { readonly [letter: string]: number } = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };
const ESCAPE = /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g;

/** Undoes Go's quoting. `\xNN` is a byte, so texts that have it are put together from bytes. */
function unquote(quoted: string): string {
  const bytes: Buffer[] = [];
  let end = 0;
  for (const match of quoted.matchAll(ESCAPE)) {
    bytes.push(Buffer.from(quoted.slice(end, match.index)), unescape(match));
    end = match.index + match[0].length;
  }
  return Buffer.concat([...bytes, Buffer.from(quoted.slice(end))]).toString('utf8');
}

function unescape([, byte, short, long, letter]: RegExpMatchArray): Buffer {
  if (byte !== undefined) return Buffer.from(byte, 'hex');
  if (letter === undefined) return Buffer.from(String.fromCodePoint(parseInt(short ?? long, 16)));
  return letter in SIMPLE ? Buffer.from([SIMPLE[letter]]) : Buffer.from(letter);
}

async function readOptional(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return '';
    throw error;
  }
}
