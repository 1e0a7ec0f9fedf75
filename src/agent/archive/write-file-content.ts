import { mkdir, open, rename, rm, type FileHandle } from 'fs/promises';
import { dirname, join } from 'path';
import { writeFailure } from '../errors';
import { FileAppender } from './file-appender';
import { removeAbandoned, stagedName } from './staged-name';

/**
 * Writes content as one file that appears when the content has ended without an error, or not at all.
 *
 * So content may be verified while it passes (`verified()`), and is written once.
 *
 * Any user may read and write it: steps run as different ones.
 *
 * @param destination the file; its directory is created where it is missing, and a file that is there is replaced.
 * @throws an AgentError `DISK_FULL`, or `DESTINATION_INVALID` where it cannot be written; one of the content as it is.
 */
export async function writeFileContent(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, destination: string): Promise<void> {
  const folder = dirname(destination);
  const staged = join(folder, stagedName(destination));
  try {
    await mkdir(folder, { recursive: true });
    removeAbandoned(folder, destination);
    const file = await open(staged, 'wx', 0o600);
    try {
      await copy(content, file, destination);
    } finally {
      await file.close();
    }
    await rename(staged, destination);
  } catch (error) {
    await rm(staged, { force: true }).catch(() => undefined);
    throw writeFailure(`'${destination}'`, error, 'DESTINATION_INVALID');
  }
}

async function copy(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, file: FileHandle, destination: string): Promise<void> {
  const appender = new FileAppender(file, `'${destination}'`);
  try {
    for await (const chunk of content) {
      await appender.append(chunk);
    }
    await appender.finish();
  } finally {
    await appender.settled();
  }
  await file.chmod(0o666);
}
