import { isMainThread, Worker } from 'worker_threads';
import { agentBootstrap, type AgentBundle } from '../contract/agent-bootstrap';
import type { BlockChannel, WorkerTask } from './block-channel';
import { AgentError } from './errors';
import { BLOCKS_UNDER_WAY, POSTED, SENDABLE, type FromWorker, type WorkerStart } from './worker-messages';
import { WORKER_TASKS, type WorkerTaskData, type WorkerTaskName, type WorkerTaskResult } from './worker-tasks';
import { runWorkerThread } from './worker-thread';

declare global {
  /** The gzipped bundle that `agentBootstrap()` evaluated. */
  var agentBundle: AgentBundle | undefined;
}

/** The other side of a task's channel. */
export interface WorkerInput {
  /**
   * What the task receives. A block that is all of its buffer is given away, one that is a part of it is copied.
   *
   * @default - nothing
   */
  readonly input?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

  /**
   * The task takes less time than a thread does to start: it is run in this one.
   *
   * @default false
   */
  readonly isShort?: boolean;

  /**
   * Takes a block that the task sent.
   *
   * Called in order, without waiting for the block before: it may work on several
   * at a time, and each counts as under way until its promise is settled.
   *
   * @default - the task sends nothing
   */
  readonly onBlock?: (block: Uint8Array) => Promise<void>;

  /**
   * Ends the task at once.
   *
   * @default - it runs to its end
   */
  readonly signal?: AbortSignal;
}

/** The file to start workers from; undefined while the program has not said that it can. */
let program: string | undefined;

/**
 * Makes the calling program able to run tasks in worker threads.
 *
 * A program that is bundled into one file calls this before anything else. The
 * bundle is also what its workers run: there it runs the task and returns true,
 * and the program has nothing more to do.
 */
export function workerMain(): boolean {
  if (!isMainThread) {
    return runWorkerThread();
  }
  program = __filename;
  return false;
}

/**
 * Runs a task in a worker thread and returns its result; a short one in this thread.
 *
 * A program that never called `workerMain()` (tests from sources, for one) runs
 * the task in its own thread, with all of the input in memory.
 *
 * @throws the task's own error.
 */
export async function runInWorker<Name extends WorkerTaskName>(
  name: Name,
  data: WorkerTaskData<Name>,
  { input, onBlock, signal, isShort = false }: WorkerInput = {},
): Promise<WorkerTaskResult<Name>> {
  signal?.throwIfAborted();
  if (program === undefined || isShort) {
    return await runHere(name, data, { input, onBlock, signal }) as WorkerTaskResult<Name>;
  }
  const counters = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  new Int32Array(counters)[SENDABLE] = BLOCKS_UNDER_WAY;
  const start: WorkerStart = { agentTask: name, data, counters };
  const worker = startWorker(program, start);
  try {
    return await converse(worker, new Int32Array(counters), { input, onBlock, signal }) as WorkerTaskResult<Name>;
  } finally {
    await worker.terminate();
  }
}

function startWorker(file: string, start: WorkerStart): Worker {
  // under `node -e` there is no file to start, but the bundle that was evaluated
  return globalThis.agentBundle === undefined
    ? new Worker(file, { workerData: start, execArgv: [] })
    : new Worker(agentBootstrap(globalThis.agentBundle), { eval: true, workerData: start, execArgv: [] });
}

async function converse(worker: Worker, counters: Int32Array, { input, onBlock, signal }: WorkerInput): Promise<unknown> {
  const inbox = new Inbox();
  const blocks: Promise<void>[] = [];
  let answered = false;
  return new Promise<unknown>((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    worker.once('error', reject);
    worker.once('exit', code => {
      if (!answered) {
        reject(new AgentError('INTERNAL', `a worker thread ended early, with code ${code}`));
      }
    });
    worker.on('message', (message: FromWorker) => {
      switch (message.kind) {
        case 'block':
          blocks.push(takeBlock(message.block, counters, onBlock).catch(reject));
          break;
        case 'taken':
          inbox.taken();
          break;
        case 'result':
          answered = true;
          // every block must have been dealt with: one that fails now has called reject() first
          Promise.all(blocks).then(() => resolve(message.result), reject);
          break;
        case 'error':
          reject(revive(message));
          break;
      }
    });
    feed(worker, counters, inbox, input).catch(reject);
  });
}

async function takeBlock(block: Uint8Array, counters: Int32Array, onBlock: WorkerInput['onBlock']): Promise<void> {
  await onBlock?.(block);
  Atomics.add(counters, SENDABLE, 1);
  Atomics.notify(counters, SENDABLE);
}

/** Posts the input, never more than `BLOCKS_UNDER_WAY` ahead of the worker, and then an empty message as its end. */
async function feed(worker: Worker, counters: Int32Array, inbox: Inbox, input?: WorkerInput['input']): Promise<void> {
  for await (const block of input ?? []) {
    await inbox.room();
    post(worker, counters, isWhole(block) ? block : new Uint8Array(block));
  }
  post(worker, counters, undefined);
}

/** Whether nothing else can be using the block's memory. */
function isWhole(block: Uint8Array): block is Uint8Array<ArrayBuffer> {
  return block.buffer instanceof ArrayBuffer && block.length === block.buffer.byteLength;
}

function post(worker: Worker, counters: Int32Array, block: Uint8Array<ArrayBuffer> | undefined): void {
  worker.postMessage(block, block === undefined ? [] : [block.buffer]);
  Atomics.add(counters, POSTED, 1);
  Atomics.notify(counters, POSTED);
}

/** Counts the blocks posted to a worker and not yet taken by it. */
class Inbox {
  private waiting = 0;
  private wake?: () => void;

  public taken(): void {
    this.waiting--;
    this.wake?.();
  }

  public async room(): Promise<void> {
    while (this.waiting >= BLOCKS_UNDER_WAY) {
      await new Promise<void>(resolve => { this.wake = resolve; });
    }
    this.waiting++;
  }
}

async function runHere(name: WorkerTaskName, data: unknown, { input, onBlock, signal }: WorkerInput): Promise<unknown> {
  const received: Uint8Array[] = [];
  for await (const block of input ?? []) {
    signal?.throwIfAborted();
    received.push(block);
  }
  const sent: Uint8Array[] = [];
  const channel: BlockChannel = { send: block => { sent.push(block); }, receive: () => received.shift() };
  const task = WORKER_TASKS[name] as WorkerTask<unknown, unknown>;
  const result = task(data, channel);
  for (const block of sent) {
    await onBlock?.(block);
  }
  return result;
}

function revive({ code, message, stack }: Extract<FromWorker, { kind: 'error' }>): AgentError {
  const cause = new Error(message);
  cause.stack = stack;
  return new AgentError(code, message, { cause });
}
