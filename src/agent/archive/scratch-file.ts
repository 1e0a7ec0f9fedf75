import { randomBytes } from 'crypto';
import { open, unlink, type FileHandle } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { writeFailure } from '../errors';
import { FileAppender } from './file-appender';

/**
 * A file that only this process can reach and that goes away with it.
 *
 * The name is removed at once: neither another user nor a crash can make use of
 * what it held.
 */
export class ScratchFile {
  /**
   * @param directory for it, the system's directory for temporary files by default.
   * @throws an AgentError if there is no place for it.
   */
  public static async create(directory = tmpdir()): Promise<ScratchFile> {
    const path = join(directory, `.artifact-${randomBytes(12).toString('hex')}`);
    try {
      const handle = await open(path, 'wx+', 0o600);
      await unlink(path);
      return new ScratchFile(handle, new FileAppender(handle, `scratch data in '${directory}'`));
    } catch (error) {
      throw writeFailure(`a scratch file in '${directory}'`, error);
    }
  }

  private constructor(public readonly handle: FileHandle, public readonly appender: FileAppender) {}

  public async close(): Promise<void> {
    await this.appender.settled();
    await this.handle.close();
  }
}
