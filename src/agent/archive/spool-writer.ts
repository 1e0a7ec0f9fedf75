import type { Digest } from '../../contract/digest';
import { ScratchFile } from './scratch-file';
import { FileSpool, MemorySpool, type Spooled } from './spooled';

/** Content up to this size stays in memory: 64 MiB. */
export const MEMORY_BYTES = 64 * 1024 * 1024;

export interface SpoolOptions {
  /**
   * Directory for content that is too large for memory.
   *
   * @default - the system's directory for temporary files
   */
  readonly scratch?: string;

  /**
   * Bytes to keep in memory before a file is used.
   *
   * @default 64 MiB
   */
  readonly memory?: number;
}

/** Gathers content: in memory first, in a private file once it is large. */
export class SpoolWriter {
  /** Bytes written so far. */
  public size = 0;

  private readonly memory: number;
  private chunks: Uint8Array[] = [];
  private file?: ScratchFile;

  constructor(private readonly options: SpoolOptions = {}) {
    this.memory = options.memory ?? MEMORY_BYTES;
  }

  /** Takes a chunk, whose memory must not be reused. One call at a time. */
  public async write(chunk: Uint8Array): Promise<void> {
    this.size += chunk.length;
    this.chunks.push(chunk);
    if (this.size <= this.memory) {
      return;
    }
    this.file ??= await ScratchFile.create(this.options.scratch);
    for (const kept of this.chunks.splice(0)) {
      await this.file.appender.append(kept);
    }
  }

  /**
   * The content, whole; nothing can be written any more.
   *
   * @param digest of all that was written
   */
  public async finish(digest: Digest): Promise<Spooled> {
    await this.file?.appender.finish();
    return this.file === undefined
      ? new MemorySpool(digest, this.size, this.chunks)
      : new FileSpool(digest, this.size, this.file.handle);
  }

  /** Lets go of everything; instead of `finish()`, or when it failed. */
  public async dispose(): Promise<void> {
    this.chunks = [];
    await this.file?.close();
  }
}
