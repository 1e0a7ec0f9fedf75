/**
 * What a worker task reads and writes: blocks of bytes, by blocking calls.
 *
 * Synchronous system calls are several times faster than asynchronous ones for
 * the many small files of a source tree, and a thread of its own may block. So
 * tasks are plain synchronous functions, and the channel waits for the other
 * side where it has to.
 */
export interface BlockChannel {
  /** Hands a block over; its memory belongs to the receiver from then on. Waits while too many are under way. */
  send(block: Uint8Array): void;

  /** The next block, valid until the next call; undefined at the end. Waits for it. */
  receive(): Uint8Array | undefined;
}

/** A synchronous function that `runInWorker()` can run in a thread of its own. */
export type WorkerTask<Data, Result> = (data: Data, channel: BlockChannel) => Result;
