import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { UsageError } from '../command';

/** A text to check, by the name that findings show. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/**
 * Reads files, all YAML and JSON files of directories, and standard input for `-`.
 *
 * @param ignored files and folders that are left out, from where the command runs
 */
export async function readSources(paths: readonly string[], ignored: readonly string[] = []): Promise<SourceText[]> {
  const found = await Promise.all(paths.map(async (path) => path === '-'
    ? [{ file: '<stdin>', text: await text(process.stdin) }]
    : Promise.all((await yamlFiles(path)).map(async (file) => ({ file: relative(process.cwd(), file) || file, text: await readFile(file, 'utf8') })))));
  return found.flat().filter(({ file }) => !ignored.some((folder) => file === folder || file.startsWith(`${folder.replace(/\/$/, '')}/`)));
}

async function yamlFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UsageError(`'${path}' is not there, expected a YAML file or a directory of them`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !/(?:^|[\\/])(?:node_modules|\.git)[\\/]/.test(file))
    .sort();
}
