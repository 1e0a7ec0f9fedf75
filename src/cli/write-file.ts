import { writeFile as write } from 'node:fs/promises';
import { messageOf } from '../agent/errors';
import { UsageError } from './command';

/** Writes a file that the user named. @throws UsageError where that cannot be */
export async function writeFile(file: string, text: string): Promise<void> {
  await write(file, text).catch((error: unknown) => {
    throw new UsageError(`'${file}' cannot be written: ${messageOf(error)}`);
  });
}
