import { parseDigest, type Digest } from '../../contract/digest';
import { AgentError } from '../errors';
import { runInWorker } from '../worker';
import type { ExtractTaskResult } from './extract-task';
import type { ExtractTreeStats } from './extract-tree';
import { DEFAULT_LIMITS, type ArchiveLimits } from './limits';
import type { Modes } from './modes';
import { beginningOf } from './short-work';
import type { Spooled } from './spooled';
import { Staging } from './staging';
import type { SymlinkPolicy } from './symlink-policy';
import { uncompress } from './uncompress';

export interface ExtractOptions {
  /**
   * What may be done with symbolic links.
   *
   * @default 'preserve'
   */
  readonly policy?: SymlinkPolicy;

  /**
   * Limits against archives that are made to do harm.
   *
   * @default - `DEFAULT_LIMITS`; so for each limit that is not given
   */
  readonly limits?: Partial<ArchiveLimits>;

  /**
   * Who may change what is extracted.
   *
   * @default 'everyone'
   */
  readonly modes?: Modes;

  /**
   * sha256 of the archive before compression.
   *
   * @default - not known, not checked
   */
  readonly expectedDiffId?: Digest;

  /**
   * Number of entries of the archive.
   *
   * @default - not known, not checked
   */
  readonly expectedEntries?: number;

  /**
   * Bytes of all files together.
   *
   * @default - not known, not checked
   */
  readonly expectedBytes?: number;

  /**
   * Stops extracting.
   *
   * @default - extracts to the end
   */
  readonly signal?: AbortSignal;
}

/** What was extracted. */
export interface ExtractStats extends ExtractTreeStats {
  /** sha256 of the archive before compression. */
  readonly diffId: Digest;
}

/**
 * Extracts an archive, gzipped or plain, so that it appears at the destination whole or not at all.
 *
 * The destination may not exist yet, or be an empty directory, also one that
 * something is mounted on; it is never replaced.
 *
 * libuv's pool uncompresses, a worker thread writes the files.
 *
 * @throws an AgentError `ARCHIVE_INVALID`, `LIMIT_EXCEEDED`, `DIGEST_MISMATCH`,
 * `DESTINATION_INVALID` or `DISK_FULL`.
 */
export async function extractArchive(archive: Spooled, destination: string, options: ExtractOptions = {}): Promise<ExtractStats> {
  const limits: ArchiveLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const staging = await Staging.create(destination);
  try {
    const data = { root: staging.content, policy: options.policy ?? 'preserve', limits, modes: options.modes };
    const { archive: input, isShort } = await beginningOf(uncompress(archive, limits));
    const result = await runInWorker('extract', data, { input, isShort, signal: options.signal });
    assertExpected(result, options);
    staging.publish();
    const { sha256, ...stats } = result;
    return { ...stats, diffId: diffIdOf(sha256) };
  } finally {
    staging.discard();
  }
}

function assertExpected(result: ExtractTaskResult, { expectedDiffId, expectedEntries, expectedBytes }: ExtractOptions): void {
  const diffId = diffIdOf(result.sha256);
  if (expectedDiffId !== undefined && diffId !== expectedDiffId) {
    throw new AgentError('DIGEST_MISMATCH', `the archive uncompresses to ${diffId}, expected ${expectedDiffId}`);
  }
  if (expectedEntries !== undefined && result.entries !== expectedEntries) {
    throw new AgentError('ARCHIVE_INVALID', `the archive has ${result.entries} entries, expected ${expectedEntries}`);
  }
  if (expectedBytes !== undefined && result.bytes !== expectedBytes) {
    throw new AgentError('ARCHIVE_INVALID', `the files of the archive have ${result.bytes} bytes, expected ${expectedBytes}`);
  }
}

function diffIdOf(sha256: string): Digest {
  return parseDigest(`sha256:${sha256}`);
}
