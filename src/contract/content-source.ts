import type { Readable } from 'stream';

/**
 * Content that can be read more than once: what an upload needs to try again.
 *
 * The bytes do not change between two reads. Readers may run side by side.
 */
export interface ContentSource {
  /** Size of the content in bytes. */
  readonly size: number;

  /**
   * Reads the content.
   *
   * @param start offset in bytes of the first byte to read, 0 by default; at most `size`.
   */
  open(start?: number): Readable;
}
