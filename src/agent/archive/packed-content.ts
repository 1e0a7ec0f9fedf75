import type { ContentSource } from '../../contract/content-source';
import type { Digest } from '../../contract/digest';

/** Content that is ready to be stored. */
export interface PackedContent extends ContentSource {
  /** Digest of the bytes to store. */
  readonly digest: Digest;

  /**
   * Identity of the content whatever way it is compressed.
   *
   * For a directory the digest of the archive before compression, for a file
   * that of its bytes.
   */
  readonly diffId: Digest;

  /** Size before compression, in bytes. */
  readonly uncompressedSize: number;

  /** Entries of the archive; 1 for a file. */
  readonly entries: number;

  /**
   * Media type found in the content of a file.
   *
   * @default - a directory, whose type the format decides
   */
  readonly mediaType?: string;

  /** Lets go of memory or files. */
  dispose(): Promise<void>;
}
