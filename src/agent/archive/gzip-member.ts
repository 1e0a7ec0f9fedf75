import { promisify } from 'util';
import { deflateRaw, gzip } from 'zlib';
import { storedMember } from './stored-member';

const gzipAsync = promisify(gzip);
const deflateAsync = promisify(deflateRaw);

/** Samples of a block that are compressed to learn whether the block will shrink. */
const SAMPLES = 4;
const SAMPLE_BYTES = 4096;

/** Blocks that would keep more than this share of their size are stored: the time is not worth it. */
const WORTHWHILE = 0.95;

/** Offset of the operating system in a gzip header, and Unix. */
const OS_OFFSET = 9;
const OS_UNIX = 3;

/**
 * Compresses a block into a gzip member of its own, in libuv's thread pool.
 *
 * Members simply follow each other in a gzip file, so blocks can be compressed
 * side by side. A block that a sample shows to be incompressible is stored,
 * which is some 50 times faster.
 *
 * @param level of zlib, 1 to 9.
 */
export async function gzipMember(block: Uint8Array, level: number): Promise<Buffer> {
  if (!await looksCompressible(block)) {
    return storedMember(block);
  }
  // room for the whole result: otherwise each 16 KiB of it is a round trip to the pool
  const chunkSize = block.length + (block.length >> 8) + 1024;
  const member = await gzipAsync(block, { level, chunkSize });
  member[OS_OFFSET] = OS_UNIX;
  // most of the room is free again after a copy: the spool keeps members in memory
  return Buffer.from(member);
}

async function looksCompressible(block: Uint8Array): Promise<boolean> {
  const sample = sampleOf(block);
  const compressed = await deflateAsync(sample, { level: 1, chunkSize: sample.length + 1024 });
  return compressed.length < sample.length * WORTHWHILE;
}

function sampleOf(block: Uint8Array): Uint8Array {
  if (block.length <= SAMPLES * SAMPLE_BYTES) {
    return block;
  }
  const stride = Math.floor((block.length - SAMPLE_BYTES) / (SAMPLES - 1));
  const samples = Array.from({ length: SAMPLES }, (_, i) => block.subarray(i * stride, i * stride + SAMPLE_BYTES));
  return Buffer.concat(samples);
}
