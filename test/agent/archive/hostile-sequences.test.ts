import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { DEFAULT_LIMITS } from '../../../src/agent/archive';
import { extractTree } from '../../../src/agent/archive/extract-tree';
import { TAR_BLOCK } from '../../../src/agent/archive/tar-format';
import { AgentError } from '../../../src/agent/errors';
import { rawEntry, temporaryDirectory, treeOf, type Tree } from './support';

/*
 * Every archive of a few entries, each of which is a directory, file, symbolic link or hard link of one of three names, where
 * links lead to each other, up and out. A model of twenty lines says what must become of it.
 *
 *   ARCHIVE_SEQUENCES=4 npx jest test/agent/archive/hostile-sequences   # all of up to 4 entries: 406,900 archives
 */

const LONGEST = Number(process.env.ARCHIVE_SEQUENCES ?? 2);

jest.setTimeout(LONGEST > 2 ? 3_600_000 : 60_000);

const scratch = temporaryDirectory();
const outside = join(scratch, 'outside');
const secret = join(outside, 'secret');
const place = join(scratch, 'artifact');
mkdirSync(outside);
writeFileSync(secret, 'secret');

const TYPES = { 'dir': '5', 'file': '0', 'symlink': '2', 'hard link': '1' };
const END = Buffer.alloc(2 * TAR_BLOCK);
const NAMES = ['a', 'b', 'a/b'];

interface Entry {
  readonly kind: 'dir' | 'file' | 'symlink' | 'hard link';
  readonly name: string;
  readonly target?: string;
  readonly bytes: Buffer;
}

const ENTRIES: readonly Entry[] = NAMES.flatMap(name => [
  entry('dir', name),
  entry('file', name),
  ...['b', '..', outside].map(target => entry('symlink', name, target)),
  ...NAMES.map(target => entry('hard link', name, target)),
]).concat(entry('hard link', 'b', '../outside/secret'));

function entry(kind: Entry['kind'], name: string, target?: string): Entry {
  return { kind, name, target, bytes: rawEntry({ name, type: TYPES[kind], link: target, content: kind === 'file' ? 'evil' : '' }) };
}

/** What is to be at the destination; undefined for what is to be refused. */
function expected(sequence: readonly Entry[]): Tree | undefined {
  const nodes = new Map<string, string>();
  for (const { kind, name, target = '' } of sequence) {
    const [first] = name.split('/');
    // what lies below something makes it a directory, and only a directory may be there already
    if (first !== name && (nodes.get(first) ?? 'dir') !== 'dir') return undefined;
    if (first !== name) nodes.set(first, 'dir');
    if (nodes.has(name) && !(kind === 'dir' && nodes.get(name) === 'dir')) return undefined;
    const linked = nodes.get(target);
    if (kind === 'hard link' && (linked === undefined || linked === 'dir')) return undefined;
    nodes.set(name, kind === 'hard link' ? linked! : kind === 'symlink' ? `-> ${target}` : kind === 'file' ? 'file evil' : 'dir');
  }
  return Object.fromEntries([...nodes].map(([name, node]) => [node === 'dir' ? `${name}/` : name, node]));
}

function check(sequence: readonly Entry[]): void {
  const before = [lstatSync(outside), lstatSync(secret)].map(({ ctimeMs, nlink }) => [ctimeMs, nlink]);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  const found = extracted(sequence);
  expect([lstatSync(outside), lstatSync(secret)].map(({ ctimeMs, nlink }) => [ctimeMs, nlink])).toEqual(before);
  expect(readdirSync(scratch)).toEqual(['artifact', 'outside']);
  expect([describeSequence(sequence), found]).toEqual([describeSequence(sequence), expected(sequence)]);
}

function extracted(sequence: readonly Entry[]): Tree | undefined {
  const blocks = [...sequence.map(({ bytes }) => bytes), END];
  try {
    extractTree(place, 'preserve', DEFAULT_LIMITS, () => blocks.shift());
  } catch (error) {
    expect(error).toBeInstanceOf(AgentError);
    expect(error).toMatchObject({ code: 'ARCHIVE_INVALID' });
    return undefined;
  }
  return treeOf(place);
}

function describeSequence(sequence: readonly Entry[]): string {
  return sequence.map(({ kind, name, target }) => `${kind} ${name}${target === undefined ? '' : ` -> ${target}`}`).join(', ');
}

test(`all archives of up to ${LONGEST} entries become what they say, or nothing, and reach nothing outside`, () => {
  const grow = (sequence: readonly Entry[]): void => {
    check(sequence);
    if (sequence.length < LONGEST) ENTRIES.forEach(next => grow([...sequence, next]));
  };
  grow([]);
});

test('so do longer ones', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...ENTRIES), { minLength: LONGEST + 1, maxLength: 8 }), check), {
    numRuns: Number(process.env.ARCHIVE_RUNS ?? process.env.CDK8S_TEKTON_FUZZ ?? 500),
  });
});
