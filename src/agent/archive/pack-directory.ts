import { createHash } from 'crypto';
import { parseDigest } from '../../contract/digest';
import { AgentError } from '../errors';
import { runInWorker } from '../worker';
import { gzipMember } from './gzip-member';
import { assertExtractable, DEFAULT_LIMITS } from './limits';
import type { PackedContent } from './packed-content';
import { isShortTree } from './short-work';
import { SpoolWriter, type SpoolOptions } from './spool-writer';
import { MAX_OCTAL } from './tar-format';

/**
 * The level of compression unless another is given.
 *
 * On source trees it is half the time of gzip's own default of 6 for 3 % more bytes.
 */
const DEFAULT_LEVEL = 4;

export interface PackDirectoryOptions extends SpoolOptions {
  /**
   * Time of every entry, in whole seconds since 1970.
   *
   * @default 0
   */
  readonly mtime?: number;

  /**
   * Level of compression, 1 (fast) to 9 (small). Content that does not shrink is stored at any level.
   *
   * @default 4
   */
  readonly level?: number;

  /**
   * Stops packing.
   *
   * @default - packs to the end
   */
  readonly signal?: AbortSignal;
}

/**
 * Packs the content of a directory as a gzipped tar archive into a private spool.
 *
 * The archive is deterministic (see `packTree()`), and so is `diffId`. The
 * compressed bytes, and `digest`, may differ between versions of zlib.
 *
 * A worker thread reads the files, libuv's pool compresses its blocks side by
 * side, and this thread hashes and spools them in their order.
 *
 * @throws an AgentError `OUTPUT_UNREADABLE`, `OUTPUT_INVALID`, `LIMIT_EXCEEDED` or `DISK_FULL`.
 */
export async function packDirectory(directory: string, options: PackDirectoryOptions = {}): Promise<PackedContent> {
  const { mtime = 0, level = DEFAULT_LEVEL, signal } = options;
  if (!Number.isInteger(mtime) || mtime < 0 || mtime > MAX_OCTAL) {
    throw new AgentError('CONFIG_INVALID', `the time of entries is ${mtime}, expected whole seconds since 1970, 0 to ${MAX_OCTAL}`);
  }
  const spool = new SpoolWriter(options);
  const hash = createHash('sha256');
  let tail = Promise.resolve();
  const onBlock = (block: Uint8Array): Promise<void> => {
    const member = gzipMember(block, level);
    // members may be ready in any order, but are written in the order of their blocks
    tail = Promise.all([member, tail]).then(([bytes]) => {
      hash.update(bytes);
      return spool.write(bytes);
    });
    return tail;
  };
  try {
    const packed = await runInWorker('pack', { directory, mtime }, { onBlock, signal, isShort: isShortTree(directory) });
    const content = await spool.finish(parseDigest(`sha256:${hash.digest('hex')}`));
    assertExtractable({ ...packed, size: content.size, uncompressedSize: packed.size }, DEFAULT_LIMITS);
    return {
      size: content.size,
      digest: content.digest,
      diffId: parseDigest(`sha256:${packed.sha256}`),
      uncompressedSize: packed.size,
      entries: packed.entries,
      open: start => content.open(start),
      dispose: () => content.dispose(),
    };
  } catch (error) {
    await tail.catch(() => undefined);
    await spool.dispose();
    throw error;
  }
}
