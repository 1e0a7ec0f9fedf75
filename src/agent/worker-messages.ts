import type { ExitReason } from '../contract/exit-codes';
import type { WorkerTaskName } from './worker-tasks';

/** Blocks that may be under way in one direction: bounds the memory, and the compression in parallel. */
export const BLOCKS_UNDER_WAY = 6;

/** Indices of the counters that a worker shares: blocks that it may still send, and blocks that were posted to it. */
export const SENDABLE = 0;
export const POSTED = 1;

/** What a worker is started with. */
export interface WorkerStart {
  readonly agentTask: WorkerTaskName;
  readonly data: unknown;
  /** Two numbers, see {@link SENDABLE}. */
  readonly counters: SharedArrayBuffer;
}

/** What a worker says; it is told nothing but blocks, and an empty message as their end. */
export type FromWorker =
  | { readonly kind: 'block'; readonly block: Uint8Array }
  | { readonly kind: 'taken' }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly code: ExitReason; readonly message: string; readonly stack?: string };
