import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { messageOf, systemCodeOf } from '../../agent/errors';
import { UsageError } from '../command';
import { decodeText } from './decode-text';
import { followKustomizations } from './follow-kustomizations';
import { readSource, type Sources, type SourceText } from './source-text';

/** The name of standard input in findings. */
export const STDIN = '<stdin>';

const YAML_FILE = /\.(?:ya?ml|json)$|^Kustomization$/;

/** Folders that hold nothing of the user's own, and the lock files of Emacs, which are links to nowhere. */
const LEFT_OUT = /^(?:node_modules|\.git|\.#.*)$/;

/**
 * Reads files, all YAML and JSON files of directories, and standard input for `-`; each of them once. What their
 * kustomizations name belongs to them.
 *
 * Within directories links to files are followed, links to directories are not, so that no loop has an effect. Files are read
 * one after the other, which is fast, and takes one file handle.
 *
 * @param ignored files and folders that are left out, from where the command runs
 * @throws UsageError where there is nothing to check at all
 */
export async function readSources(paths: readonly string[], ignored: readonly string[] = []): Promise<Sources> {
  const reader = new Reader(ignored.map((folder) => folder.replace(/\/$/, '')));
  for (const path of paths) {
    if (path === '-') reader.texts.push(standardInput(await buffer(process.stdin)));
    else reader.readPath(path);
  }
  const { texts, unreadable } = reader;
  if (texts.length > 0 || unreadable.length > 0) return { ...await followKustomizations(texts), unreadable };
  throw new UsageError(`there is nothing to check: no YAML or JSON file in ${paths.map((path) => `'${path}'`).join(', ')}${ignored.length > 0 ? ' that is not ignored' : ''}`);
}

function standardInput(bytes: Uint8Array): SourceText {
  if (bytes.length === 0) throw new UsageError('there is nothing to check: standard input is empty');
  return { file: STDIN, ...decodeText(bytes) };
}

class Reader {
  public readonly texts: SourceText[] = [];
  public readonly unreadable: string[] = [];
  private readonly seen = new Set<string>();

  constructor(private readonly ignored: readonly string[]) {}

  /** What the user names is read whatever it is called; `<(command)` is a pipe. */
  public readPath(path: string): void {
    this.attempt(path, () => {
      const found = statSync(path);
      if (found.isDirectory()) return this.readDirectory(path);
      if (!found.isCharacterDevice() && !found.isBlockDevice()) return this.readFile(path, found.isFile() ? realpathSync(path) : path);
      this.unreadable.push(`'${path}' is a device, expected a YAML file or a directory`);
      return undefined;
    });
  }

  private readDirectory(directory: string): void {
    const entries = readdirSync(directory, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(directory, entry.name);
      if (LEFT_OUT.test(entry.name)) continue;
      if (entry.isDirectory()) this.attempt(path, () => this.readDirectory(path));
      else if (YAML_FILE.test(entry.name)) this.attempt(path, () => this.readEntry(path, entry.isFile()));
    }
  }

  private readEntry(path: string, isFile: boolean): void {
    if (isFile || statSync(path).isFile()) this.readFile(path, realpathSync(path));
  }

  private readFile(path: string, real: string): void {
    if (this.isIgnored(path) || this.seen.has(real)) return;
    this.seen.add(real);
    this.texts.push(readSource(path));
  }

  private isIgnored(path: string): boolean {
    const file = relative(process.cwd(), path);
    return this.ignored.some((folder) => file === folder || file.startsWith(`${folder}/`));
  }

  /** What cannot be read is told, and does not stop the rest. */
  private attempt(path: string, read: () => unknown): void {
    try {
      read();
    } catch (error) {
      const reason = REASONS[systemCodeOf(error) ?? ''] ?? `cannot be read: ${messageOf(error)}`;
      this.unreadable.push(`'${path}' ${reason}`);
    }
  }
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'is not there, expected a YAML file or a directory of them',
  EACCES: 'cannot be read: permission denied',
  ELOOP: 'is a link that leads back to itself',
  ERR_FS_FILE_TOO_LARGE: 'cannot be read: it is larger than 2 GiB',
};
