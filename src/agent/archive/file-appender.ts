import type { FileHandle } from 'fs/promises';
import { writeFailure } from '../errors';
import { BLOCK_SIZE } from './block-writer';

/**
 * Bytes after which written data is forced to the disk: 128 MiB.
 *
 * Dirty pages are charged to the step's memory limit and cannot be dropped;
 * clean ones can.
 */
export const SYNC_BYTES = 128 * 1024 * 1024;

/** What one `writev()` of Linux takes. */
const MOST_BUFFERS = 1024;

/**
 * Appends to a file in pieces of about 1 MiB, one of them on its way while the next is gathered.
 *
 * Network streams come in small chunks, and each write is a round trip to the
 * thread pool.
 */
export class FileAppender {
  private gathered: Uint8Array[] = [];
  private gatheredBytes = 0;
  private unsynced = 0;
  private writing = Promise.resolve();

  constructor(private readonly file: FileHandle, private readonly place: string) {}

  /** Takes a chunk, whose memory must not be reused. Waits for the piece before, and throws its error. */
  public async append(chunk: Uint8Array): Promise<void> {
    this.gathered.push(chunk);
    this.gatheredBytes += chunk.length;
    if (this.gatheredBytes >= BLOCK_SIZE) {
      await this.writing;
      this.writing = this.writeGathered();
      // the error is thrown where it is awaited next
      this.writing.catch(() => undefined);
    }
  }

  /** Writes what is left and waits for it. */
  public async finish(): Promise<void> {
    await this.writing;
    await this.writeGathered();
  }

  /** Waits until nothing is being written any more, whether it went well or not. */
  public async settled(): Promise<void> {
    await this.writing.catch(() => undefined);
  }

  private async writeGathered(): Promise<void> {
    const chunks = this.gathered.length > MOST_BUFFERS ? [Buffer.concat(this.gathered)] : this.gathered;
    this.unsynced += this.gatheredBytes;
    this.gathered = [];
    this.gatheredBytes = 0;
    try {
      await this.writeFully(chunks);
      if (this.unsynced >= SYNC_BYTES) {
        this.unsynced = 0;
        await this.file.datasync();
      }
    } catch (error) {
      throw writeFailure(this.place, error);
    }
  }

  /** One call may write fewer bytes than asked for: the disk fills up, and only the next one says so. */
  private async writeFully(chunks: readonly Uint8Array[]): Promise<void> {
    for (let left = chunks; left.length > 0;) {
      const { bytesWritten } = await this.file.writev(left);
      left = after(left, bytesWritten);
    }
  }
}

/** What is left of chunks when so many bytes are gone. */
function after(chunks: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  let gone = count;
  for (const [i, chunk] of chunks.entries()) {
    if (gone < chunk.length) {
      return [chunk.subarray(gone), ...chunks.slice(i + 1)];
    }
    gone -= chunk.length;
  }
  return [];
}
