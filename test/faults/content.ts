import { execFileSync } from 'child_process';
import { createCipheriv, createHash } from 'crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative } from 'path';
import type { Backend } from './backends';
import { CONTENTS, type ContentName } from './plan';

/** What an artifact holds: bytes by path; '' for a file. */
export type Tree = ReadonlyMap<string, Buffer>;

/** Makes content that nobody else has. @param seed of its bytes */
export function contentOf(name: ContentName, seed: string): Tree {
  const sizes = CONTENTS[name];
  if (typeof sizes === 'number') return new Map([['', bytes(sizes, seed)]]);
  return new Map(sizes.map((size, at) => [`${at % 2 === 0 ? 'deep/er/' : ''}file-${at}`, bytes(size, `${seed} ${at}`)]));
}

/** Whether it is a directory. */
export function isDirectory(tree: Tree): boolean {
  return !tree.has('');
}

/** Writes it where a step would have. */
export function writeTree(tree: Tree, path: string): void {
  for (const [name, content] of tree) {
    const file = join(path, name);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(name === '' ? path : file, content);
  }
}

/** Reads what lies at a path; undefined where there is nothing. */
export function readTree(path: string): Tree | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isFile()) return new Map([['', readFileSync(path)]]);
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return new Map(files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).map((file) => [relative(path, file), readFileSync(file)]));
}

export function isSameTree(one: Tree, other: Tree): boolean {
  return one.size === other.size && [...one].every(([name, content]) => other.get(name)?.equals(content));
}

/**
 * Says what is wrong with an artifact as the server has it, by means of no code of ours; undefined where all is well.
 *
 * @param expected its content @default - any that is whole
 */
export async function storedProblem(backend: Backend, digest: string, expected?: Tree): Promise<string | undefined> {
  const manifest = await backend.read(digest);
  if (manifest === undefined) return `there is no manifest ${digest}`;
  if (sha256(manifest) !== digest) return `the manifest ${digest} has other bytes`;
  const { layers: [layer], config } = JSON.parse(manifest.toString('utf8')) as { layers: { digest: string }[]; config: { digest: string } };
  for (const part of [layer, config]) {
    const content = await backend.read(part.digest);
    if (content === undefined) return `${part.digest} is missing`;
    if (sha256(content) !== part.digest) return `${part.digest} has other bytes`;
    if (part === layer && expected && !isSameTree(expected, isDirectory(expected) ? untarred(content) : new Map([['', content]]))) return 'it holds something else';
  }
  return undefined;
}

function untarred(archive: Buffer): Tree {
  const folder = mkdtempSync(join(tmpdir(), 'faults-tar-'));
  try {
    execFileSync('tar', ['-xz', '-C', folder], { input: archive });
    return readTree(folder) ?? new Map();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sha256(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Bytes that do not compress, the same for the same seed. */
function bytes(size: number, seed: string): Buffer {
  return createCipheriv('aes-128-ctr', createHash('md5').update(seed).digest(), Buffer.alloc(16)).update(Buffer.alloc(size));
}
