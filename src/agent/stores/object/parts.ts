import type { ContentSource } from '../../../contract/content-source';
import { rangeSource } from '../../../http-client/source';
import { inParallel } from '../../in-parallel';

const MIB = 1024 * 1024;
const SMALLEST_PART = 8 * MIB;
/** Services take 10,000 parts; some room is left. */
const MOST_PARTS = 9_000;
const AT_ONCE = 4;

/** Content up to this size is sent in one request. */
export const WHOLE_LIMIT = 32 * MIB;

/** A part of some content. */
export interface Part {
  /** From 1. */
  readonly number: number;
  readonly source: ContentSource;
}

/** The size of the parts of some content, in bytes: 8 MiB, more where that makes too many. */
export function partSize(size: number): number {
  return Math.max(SMALLEST_PART, Math.ceil(size / MOST_PARTS / MIB) * MIB);
}

/**
 * Sends content in parts, a few at a time. They are streamed: no part is in memory as a whole.
 *
 * @returns what sending each part returned, in their order
 */
export function sendParts<T>(source: ContentSource, send: (part: Part) => Promise<T>): Promise<T[]> {
  const size = partSize(source.size);
  const parts = Array.from({ length: Math.ceil(source.size / size) }, (_, at): Part => ({
    number: at + 1,
    source: rangeSource(source, at * size, Math.min(size, source.size - at * size)),
  }));
  return inParallel(parts, AT_ONCE, send);
}
