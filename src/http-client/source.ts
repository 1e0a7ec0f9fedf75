import { createReadStream } from 'fs';
import { stat } from 'fs/promises';
import { Readable } from 'stream';
import type { ContentSource } from '../contract/content-source';

/** Content in memory. */
export function bytesSource(content: Uint8Array): ContentSource {
  return {
    size: content.byteLength,
    // In a list, as Readable.from() would take the bytes of a bare buffer one by one.
    open: (start = 0) => Readable.from([content.subarray(start)], { objectMode: false }),
  };
}

/** A file, which must not change until it is uploaded. */
export async function fileSource(path: string): Promise<ContentSource> {
  const { size } = await stat(path);
  return { size, open: (start = 0) => createReadStream(path, { start, highWaterMark: FILE_BLOCK }) };
}

/** A range of other content. */
export function rangeSource(source: ContentSource, start: number, size: number): ContentSource {
  return { size, open: (offset = 0) => Readable.from(take(source.open(start + offset), size - offset), { objectMode: false }) };
}

const FILE_BLOCK = 1024 * 1024;

async function* take(stream: Readable, size: number): AsyncGenerator<Uint8Array> {
  let missing = size;
  if (missing === 0) {
    stream.destroy();
    return;
  }
  // Leaving the loop destroys the stream.
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    yield chunk.length > missing ? chunk.subarray(0, missing) : chunk;
    missing -= Math.min(chunk.length, missing);
    if (missing === 0) {
      return;
    }
  }
}
