import { randomUUID } from 'crypto';
import { open, rename, rm, type FileHandle } from 'fs/promises';
import { dirname, join } from 'path';
import { makeDirectories } from '../../private/make-directories';
import { systemCodeOf } from '../errors';

/** Where a layout keeps what is being written; readers of layouts do not look there. */
export const INGEST = 'ingest';

/**
 * Writes a file that is either there, whole and on the disk, or not at all.
 *
 * @param root directory on the same file system, in whose `ingest` folder it is written
 * @param path it gets in the end; its folder is made
 * @param write fills the file
 */
export async function ingestFile(root: string, path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const draft = join(root, INGEST, randomUUID());
  await makeDirectories(dirname(draft));
  const file = await open(draft, 'wx', 0o644);
  try {
    await write(file);
    await file.sync();
    await file.close();
    await makeDirectories(dirname(path));
    await rename(draft, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

/** Writes a small file whole, see {@link ingestFile}. */
export async function writeFileWhole(root: string, path: string, content: string | Uint8Array): Promise<void> {
  await ingestFile(root, path, (file) => file.writeFile(content));
}

/** Without it a crash of the node may forget the name although the bytes are there. Some file systems cannot. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } catch (error) {
    if (systemCodeOf(error) !== 'EINVAL' && systemCodeOf(error) !== 'ENOTSUP') throw error;
  } finally {
    await directory.close();
  }
}
