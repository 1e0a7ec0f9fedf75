import { createGunzip, type Gunzip } from 'zlib';
import type { ContentSource } from '../../contract/content-source';
import { AgentError, messageOf, systemCodeOf } from '../errors';
import { BLOCK_SIZE } from './block-writer';
import { mostUncompressed, type ArchiveLimits } from './limits';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/**
 * The bytes of an archive, which may be gzipped or plain: its own first bytes say so, never a media type.
 *
 * Gzip may have any number of members, and zeros after the last. The blocks' memory is the receiver's.
 *
 * @throws an AgentError `ARCHIVE_INVALID` or `LIMIT_EXCEEDED`.
 */
export async function* uncompress(source: ContentSource, limits: ArchiveLimits): AsyncGenerator<Uint8Array> {
  const most = mostUncompressed(source.size, limits);
  let size = 0;
  for await (const block of await isGzip(source) ? gunzip(source) : plain(source)) {
    size += block.length;
    if (size > most) {
      throw new AgentError('LIMIT_EXCEEDED',
        `${source.size} bytes of archive uncompress to more than ${most}, the limits are ${limits.bytes} bytes and ${limits.ratio} times the size`);
    }
    yield block;
  }
}

/** Copies, as content that is kept in memory is still in use. */
async function* plain(source: ContentSource): AsyncGenerator<Uint8Array> {
  for await (const block of source.open()) {
    yield new Uint8Array(block as Uint8Array);
  }
}

async function isGzip(source: ContentSource): Promise<boolean> {
  const head: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.open()) {
    head.push(chunk);
    length += chunk.length;
    if (length >= GZIP_MAGIC.length) {
      break;
    }
  }
  return Buffer.concat(head).subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC);
}

async function* gunzip(source: ContentSource): AsyncGenerator<Uint8Array> {
  const stream = createGunzip({ chunkSize: BLOCK_SIZE });
  const input = source.open();
  input.on('error', error => stream.destroy(error));
  input.pipe(stream);
  try {
    yield* stream;
  } catch (error) {
    throw gunzipFailure(error);
  } finally {
    input.destroy();
  }
  await assertOnlyZerosFollow(source, stream);
}

function gunzipFailure(error: unknown): unknown {
  const code = systemCodeOf(error);
  if (code === undefined || !code.startsWith('Z_')) {
    return error;
  }
  const problem = code === 'Z_BUF_ERROR' ? 'it ends early' : messageOf(error);
  return new AgentError('ARCHIVE_INVALID', `the archive is not valid gzip: ${problem}`, { cause: error });
}

/** Node takes the first zero after a member for padding and drops all that follows, further members too. */
async function assertOnlyZerosFollow(source: ContentSource, stream: Gunzip): Promise<void> {
  for await (const chunk of source.open(stream.bytesWritten)) {
    if ((chunk as Uint8Array).some(byte => byte !== 0)) {
      throw new AgentError('ARCHIVE_INVALID', 'data other than zeros follows the padding of the gzip archive');
    }
  }
}
