import { readFile } from 'node:fs/promises';
import { systemCodeOf } from '../../agent/errors';
import { isDigest } from '../../contract/digest';
import { UsageError } from '../command';
import { writeFile } from '../write-file';

/** The file that is committed beside the YAML. */
export const DEFAULT_LOCK = 'tekton-images.lock.json';

/** What each image and bundle meant when it was looked up: its digest, by the name as it is written. */
export type ImageLock = ReadonlyMap<string, string>;

/** Reads a lock; one that is not there is empty. @throws UsageError for a file that is no lock */
export async function readLock(file: string): Promise<ImageLock> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return new Map();
    throw new UsageError(`the lock '${file}' cannot be read: ${(error as Error).message}`);
  }
  const images = imagesIn(text);
  const wrong = images && Object.entries(images).find(([, digest]) => typeof digest !== 'string' || !isDigest(digest));
  if (!images || wrong) {
    throw new UsageError(`'${file}' is no lock of images${wrong ? `: '${wrong[0]}' has the digest '${String(wrong[1])}'` : ''}, name another one by --lock, or remove it and pin again`);
  }
  return new Map(Object.entries(images as { readonly [name: string]: string }));
}

/** Writes a lock, in the order of names, so that two people make the same file. */
export async function writeLock(file: string, lock: ImageLock): Promise<void> {
  const images = Object.fromEntries([...lock].sort(([one], [other]) => (one < other ? -1 : 1)));
  await writeFile(file, `${JSON.stringify({ images }, undefined, 2)}\n`);
}

function imagesIn(text: string): { readonly [name: string]: unknown } | undefined {
  try {
    const { images } = JSON.parse(text) as { readonly images?: unknown };
    return typeof images === 'object' && images !== null ? images as { readonly [name: string]: unknown } : undefined;
  } catch {
    return undefined;
  }
}
