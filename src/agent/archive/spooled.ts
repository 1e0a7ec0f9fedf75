import type { FileHandle } from 'fs/promises';
import { Readable } from 'stream';
import type { ContentSource } from '../../contract/content-source';
import type { Digest } from '../../contract/digest';
import { AgentError } from '../errors';
import { BLOCK_SIZE } from './block-writer';

/** Content in a place of the agent's own, which nobody else can change any more. */
export interface Spooled extends ContentSource {
  readonly digest: Digest;

  /** Lets go of memory or file. Streams that are open end with an error. */
  dispose(): Promise<void>;
}

/** Content in memory. */
export class MemorySpool implements Spooled {
  constructor(public readonly digest: Digest, public readonly size: number, private chunks: readonly Uint8Array[]) {}

  public open(start = 0): Readable {
    return Readable.from(blocksFrom(this.chunks, start), { objectMode: false });
  }

  public async dispose(): Promise<void> {
    this.chunks = [];
  }
}

/** Content in a file that has no name. */
export class FileSpool implements Spooled {
  constructor(public readonly digest: Digest, public readonly size: number, private readonly file: FileHandle) {}

  public open(start = 0): Readable {
    return Readable.from(readBlocks(this.file, start, this.size), { objectMode: false });
  }

  public async dispose(): Promise<void> {
    await this.file.close();
  }
}

function* blocksFrom(chunks: readonly Uint8Array[], start: number): Generator<Uint8Array> {
  let offset = 0;
  for (const chunk of chunks) {
    for (let at = Math.max(0, start - offset); at < chunk.length; at += BLOCK_SIZE) {
      yield chunk.subarray(at, at + BLOCK_SIZE);
    }
    offset += chunk.length;
  }
}

/**
 * Reads a part of a file by position, so that readers do not disturb each other.
 *
 * @throws an AgentError if the file ends early.
 */
export async function* readBlocks(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let position = start; position < end;) {
    const block = Buffer.allocUnsafeSlow(Math.min(BLOCK_SIZE, end - position));
    const { bytesRead } = await file.read(block, 0, block.length, position);
    if (bytesRead === 0) {
      throw new AgentError('OUTPUT_INVALID', `a file became shorter while it was read, it ends at byte ${position} instead of ${end}`);
    }
    yield block.subarray(0, bytesRead);
    position += bytesRead;
  }
}
