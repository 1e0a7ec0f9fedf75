/** Size of the blocks that archives are cut into, at fixed offsets: 1 MiB. */
export const BLOCK_SIZE = 1024 * 1024;

/**
 * Gathers bytes into blocks of 1 MiB and hands each on when it is full.
 *
 * A block's memory is its own, so it can be given away to another thread.
 */
export class BlockWriter {
  private block = Buffer.allocUnsafeSlow(BLOCK_SIZE);
  private filled = 0;
  private handedOn = 0;

  constructor(private readonly emit: (block: Buffer) => void) {}

  /** Bytes written so far. */
  public get length(): number {
    return this.handedOn + this.filled;
  }

  public write(bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length;) {
      const room = this.room();
      const part = bytes.subarray(offset, offset + room.length);
      room.set(part);
      this.advance(part.length);
      offset += part.length;
    }
  }

  public writeZeros(count: number): void {
    for (let left = count; left > 0;) {
      const room = this.room();
      // kept, as a block that was given away has no length any more
      const part = Math.min(left, room.length);
      room.fill(0, 0, part);
      this.advance(part);
      left -= part;
    }
  }

  /** The free part of the current block, never empty, to be filled in place; `advance()` says by how much. */
  public room(): Buffer {
    return this.block.subarray(this.filled);
  }

  public advance(count: number): void {
    this.filled += count;
    if (this.filled === BLOCK_SIZE) {
      this.handOn();
      this.block = Buffer.allocUnsafeSlow(BLOCK_SIZE);
    }
  }

  /** Hands on what is left. */
  public end(): void {
    if (this.filled > 0) {
      this.handOn();
    }
  }

  private handOn(): void {
    const block = this.block.subarray(0, this.filled);
    this.handedOn += this.filled;
    this.filled = 0;
    this.emit(block);
  }
}
