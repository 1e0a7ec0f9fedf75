import { mkdir, stat } from 'fs/promises';
import { dirname } from 'path';
import { systemCodeOf } from '../contract/thrown';

/**
 * Makes a directory with all above it that are missing; one that is there is fine.
 *
 * Not by the option `recursive` of `mkdir`: where the system takes no directory, in /proc or below an automounter, it says
 * ENOENT, and Node tries again for ever.
 *
 * @throws an error of the system
 */
export async function makeDirectories(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isDirectory(path)) return;
    if (systemCodeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeDirectories(dirname(path));
    // another process may be making it as well
    await mkdir(path).catch(async (second: unknown) => {
      if (!await isDirectory(path)) throw second;
    });
  }
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isDirectory(), () => false);
}
