import { AgentError } from '../errors';

/** What an archive may claim before it is taken for an attack. */
export interface ArchiveLimits {
  /** Bytes of the archive before compression. */
  readonly bytes: number;
  /** Entries of any type, and directories that are only a part of their names. */
  readonly entries: number;
  /** Bytes of names and targets of symbolic links, all of which are kept in memory until the end; see `symlinkCost()`. */
  readonly symlinkBytes: number;
  /** Bytes of one name, or of one link target. */
  readonly nameLength: number;
  /** Directories below each other. */
  readonly depth: number;
  /** Bytes of one PAX header. */
  readonly paxBytes: number;
  /** Uncompressed bytes for each compressed one. */
  readonly ratio: number;
  /** Uncompressed bytes that are fine at any ratio: small archives full of zeros are common and do no harm. */
  readonly ratioFrom: number;
}

/**
 * The limits unless others are given.
 *
 * Far beyond what builds produce, and low enough that a bomb ends before the
 * node's disk does. Zeros compress about 1,030 times with gzip, real trees 2 to
 * 20 times. 4,096 is the longest path Linux takes in one call; the depth also
 * bounds the directories that are open at once.
 */
export const DEFAULT_LIMITS: ArchiveLimits = {
  bytes: 64 * 1024 ** 3,
  entries: 2_000_000,
  symlinkBytes: 64 * 1024 ** 2,
  nameLength: 4096,
  depth: 256,
  paxBytes: 1024 ** 2,
  ratio: 250,
  ratioFrom: 1024 ** 3,
};

/** What a symbolic link takes of `symlinkBytes`: its name, its target, and what it takes to keep any. */
export function symlinkCost(name: { readonly length: number }, target: { readonly length: number }): number {
  return name.length + target.length + 128;
}

/** How many bytes an archive may uncompress to, by its size as it is stored. */
export function mostUncompressed(stored: number, { bytes, ratio, ratioFrom }: ArchiveLimits): number {
  return Math.min(bytes, Math.max(ratioFrom, stored * ratio));
}

/** What a packed archive takes of the limits. */
export interface PackedSizes {
  /** Bytes after compression. */
  readonly size: number;
  readonly uncompressedSize: number;
  readonly entries: number;
  readonly symlinkBytes: number;
}

/**
 * Checks what was packed by the limits of those who will extract it: a producer that ends well has consumers that can.
 *
 * @throws an AgentError `LIMIT_EXCEEDED`.
 */
export function assertExtractable({ size, uncompressedSize, entries, symlinkBytes }: PackedSizes, limits: ArchiveLimits): void {
  const most = mostUncompressed(size, limits);
  if (uncompressedSize > most) {
    throw new AgentError('LIMIT_EXCEEDED', `its files have ${uncompressedSize} bytes and shrink to ${size}, of which at most ${most} are extracted again, ` +
      'as more would be taken for an attack: split it, or declare a large file of zeros as a file output of its own');
  }
  if (entries > limits.entries) {
    throw new AgentError('LIMIT_EXCEEDED', `it has ${entries} files and directories, the limit is ${limits.entries}: split it, or pack it into a file first`);
  }
  if (symlinkBytes > limits.symlinkBytes) {
    throw new AgentError('LIMIT_EXCEEDED', 'it has more symbolic links than can be extracted again: split it, or pack it into a file first');
  }
}
