import { AgentError } from '../errors';

const NOTHING = Buffer.alloc(0);

/** Reads bytes from blocks of any size. */
export class ByteReader {
  /** Bytes read so far. */
  public position = 0;

  private block: Buffer = NOTHING;
  private offset = 0;

  constructor(private readonly receive: () => Uint8Array | undefined) {}

  /**
   * Exactly so many bytes.
   *
   * They may share memory with the block and are valid until the next call.
   */
  public read(count: number): Buffer {
    const first = this.readSome(count);
    if (first.length === count) {
      return first;
    }
    const whole = Buffer.allocUnsafe(count);
    let filled = first.copy(whole);
    while (filled < count) {
      filled += this.readSome(count - filled).copy(whole, filled);
    }
    return whole;
  }

  /** At least one byte, at most so many: what is at hand. */
  public readSome(most: number): Buffer {
    if (!this.fill()) {
      throw new AgentError('ARCHIVE_INVALID', `the archive ends early, after ${this.position} bytes`);
    }
    const end = Math.min(this.offset + most, this.block.length);
    const bytes = this.block.subarray(this.offset, end);
    this.offset = end;
    this.position += bytes.length;
    return bytes;
  }

  /** Whether there are no more bytes. */
  public atEnd(): boolean {
    return !this.fill();
  }

  private fill(): boolean {
    while (this.offset === this.block.length) {
      const next = this.receive();
      if (next === undefined) {
        return false;
      }
      this.block = Buffer.from(next.buffer, next.byteOffset, next.length);
      this.offset = 0;
    }
    return true;
  }
}
