import { open, rename, rm, type FileHandle } from 'fs/promises';
import { dirname, join } from 'path';
import { makeDirectories } from '../../private/make-directories';
import { writeFailure } from '../errors';
import { FileAppender } from './file-appender';
import type { Modes } from './modes';
import { removeAbandoned, stagedName } from './staged-name';

/**
 * Writes content as one file that appears when the content has ended without an error, or not at all.
 *
 * So content may be verified while it passes (`verified()`), and is written once.
 *
 * @param destination the file; its directory is created where it is missing, and a file that is there is replaced.
 * @param modes who may change it: everyone, since steps run as different users.
 * @throws an AgentError `DISK_FULL`, or `DESTINATION_INVALID` where it cannot be written; one of the content as it is.
 */
export async function writeFileContent(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, destination: string, modes: Modes = 'everyone'): Promise<void> {
  const folder = dirname(destination);
  const staged = join(folder, stagedName(destination));
  try {
    await makeDirectories(folder);
    removeAbandoned(folder, destination);
    const file = await open(staged, 'wx', modes === 'everyone' ? 0o600 : 0o666);
    try {
      await copy(content, file, destination);
      if (modes === 'everyone') await file.chmod(0o666);
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
}
