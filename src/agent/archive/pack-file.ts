import { createHash } from 'crypto';
import type { Stats } from 'fs';
import { lstat, open, type FileHandle } from 'fs/promises';
import { Readable } from 'stream';
import { parseDigest } from '../../contract/digest';
import { systemCodeOf } from '../errors';
import { sniffMediaType, SNIFFED_BYTES } from './media-type';
import type { PackedContent } from './packed-content';
import { changedWhileRead, isUnchanged, missing, readFailure, wrongKind } from './read-failure';
import { READ_FLAGS } from './read-flags';
import { MEMORY_BYTES } from './spool-writer';
import { MemorySpool, readBlocks } from './spooled';

/**
 * Reads and hashes a file, to be stored as it is.
 *
 * Up to 64 MiB it is kept in memory. A larger one is read again from its place
 * when it is stored, and reading fails if it was changed in between.
 *
 * @throws an AgentError `OUTPUT_UNREADABLE`, `OUTPUT_INVALID`, or `KIND_MISMATCH` for anything but a file.
 */
export async function packFile(path: string): Promise<PackedContent> {
  let file: FileHandle | undefined;
  try {
    await assertFile(path);
    file = await open(path, READ_FLAGS);
    return await pack(file, path);
  } catch (error) {
    await file?.close();
    throw readFailure(path, path, error);
  }
}

async function assertFile(path: string): Promise<void> {
  const stats = await lstat(path).catch(error => {
    throw systemCodeOf(error) === 'ENOENT' ? missing(path) : error;
  });
  if (!stats.isFile()) {
    throw wrongKind(path, stats, 'file');
  }
}

async function pack(file: FileHandle, path: string): Promise<PackedContent> {
  const stats = await file.stat();
  if (!stats.isFile()) {
    throw changedWhileRead(path);
  }
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  const kept = stats.size <= MEMORY_BYTES ? stats.size : SNIFFED_BYTES;
  let size = 0;
  for await (const block of readBlocks(file, 0, stats.size)) {
    hash.update(block);
    if (size < kept) {
      chunks.push(block);
    }
    size += block.length;
  }
  await assertUnchanged(file, path, stats);
  const digest = parseDigest(`sha256:${hash.digest('hex')}`);
  const mediaType = sniffMediaType(Buffer.concat(chunks, Math.min(size, SNIFFED_BYTES)));
  const facts = { digest, diffId: digest, size, uncompressedSize: size, entries: 1, mediaType };
  if (size <= MEMORY_BYTES) {
    await file.close();
    const memory = new MemorySpool(digest, size, chunks);
    return { ...facts, open: start => memory.open(start), dispose: () => memory.dispose() };
  }
  return { ...facts, open: (start = 0) => Readable.from(reread(file, path, stats, start), { objectMode: false }), dispose: () => file.close() };
}

async function* reread(file: FileHandle, path: string, stats: Stats, start: number): AsyncGenerator<Buffer> {
  yield* readBlocks(file, start, stats.size);
  await assertUnchanged(file, path, stats);
}

async function assertUnchanged(file: FileHandle, path: string, before: Stats): Promise<void> {
  if (!isUnchanged(before, await file.stat())) {
    throw changedWhileRead(path);
  }
}
