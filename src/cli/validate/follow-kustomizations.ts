import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { KUSTOMIZATION_FILES, readKustomization } from './kustomization';
import { readSource, type Sources, type SourceText } from './source-text';

/**
 * Adds the files that kustomizations name as resources, and takes those away that are no objects: patches, and the
 * kustomizations themselves.
 *
 * Nothing is built: what kustomize would change is told, so that nobody takes it for checked.
 */
export async function followKustomizations(given: readonly SourceText[]): Promise<Omit<Sources, 'unreadable'>> {
  const texts = new Map(given.map((source) => [source.file, source]));
  const resources = new Set<string>();
  const changes = new Map<string, string>();
  const notes: string[] = [];
  const open = [...texts.values()].filter(isKustomization);
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { file } = next;
    const found = readKustomization(file, next.text);
    if (found.changes.length > 0) notes.push(`${file} (not applied: ${found.changes.join(', ')})`);
    notes.push(...found.remote.map((url) => `${url} (a resource of ${file})`));
    found.others.forEach((other) => changes.set(other, file));
    for (const path of found.resources) {
      const resource = await fileOf(path);
      if (resource === undefined) {
        notes.push(`${path} (a resource of ${file}, and not there)`);
        continue;
      }
      resources.add(resource);
      if (texts.has(resource)) continue;
      const source = readSource(resource);
      texts.set(source.file, source);
      if (isKustomization(source)) open.push(source);
    }
  }
  const isChange = (file: string): boolean => changes.has(file) && !resources.has(file);
  const skipped = [...changes].filter(([file]) => isChange(file)).map(([file, owner]) => `${file} (a change of ${owner})`);
  return { texts: [...texts.values()].filter((source) => !isKustomization(source) && !isChange(source.file)), notChecked: [...notes, ...skipped] };
}

function isKustomization({ file }: SourceText): boolean {
  return KUSTOMIZATION_FILES.includes(basename(file));
}

/** The file itself, or the kustomization of a directory. */
async function fileOf(path: string): Promise<string | undefined> {
  for (const file of [path, ...KUSTOMIZATION_FILES.map((name) => join(path, name))]) {
    if (await stat(file).then((found) => found.isFile(), () => false)) return file;
  }
  return undefined;
}
