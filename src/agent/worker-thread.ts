import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'worker_threads';
import type { BlockChannel, WorkerTask } from './block-channel';
import { AgentError, messageOf } from './errors';
import { waitWhile } from './wait-while';
import { POSTED, SENDABLE, type FromWorker, type WorkerStart } from './worker-messages';
import { WORKER_TASKS } from './worker-tasks';

/** Runs the task that this thread was started for. @returns false for a thread that somebody else started */
export function runWorkerThread(): boolean {
  if (!isWorkerStart(workerData) || parentPort === null) {
    return false;
  }
  runTask(workerData, parentPort);
  return true;
}

function runTask({ agentTask, data, counters }: WorkerStart, port: MessagePort): void {
  const tell = (message: FromWorker) => port.postMessage(message);
  try {
    // the names match: the table's type is what runInWorker() took the data by
    const task = WORKER_TASKS[agentTask] as WorkerTask<unknown, unknown>;
    tell({ kind: 'result', result: task(data, new BlockingChannel(port, new Int32Array(counters))) });
  } catch (error) {
    tell(preserve(error));
  }
}

/** The worker's end of the channel: blocks the thread on the shared counters. */
class BlockingChannel implements BlockChannel {
  private received = 0;
  private block?: Uint8Array;
  private ended = false;

  constructor(private readonly port: MessagePort, private readonly counters: Int32Array) {}

  public send(block: Uint8Array): void {
    waitWhile(this.counters, SENDABLE, 0);
    Atomics.sub(this.counters, SENDABLE, 1);
    const message: FromWorker = { kind: 'block', block };
    this.port.postMessage(message, [block.buffer as ArrayBuffer]);
  }

  public receive(): Uint8Array | undefined {
    if (this.ended) {
      return undefined;
    }
    waitWhile(this.counters, POSTED, this.received);
    this.received++;
    const taken: FromWorker = { kind: 'taken' };
    // the block before goes along, and its memory with the message: a collector would let many of them pile up
    this.port.postMessage(taken, this.block === undefined ? [] : [this.block.buffer as ArrayBuffer]);
    this.block = receiveMessageOnPort(this.port)?.message as Uint8Array | undefined;
    this.ended = this.block === undefined;
    return this.block;
  }
}

/** Errors lose their own properties on the way between threads, so what matters is sent by name. */
function preserve(error: unknown): FromWorker {
  const code = error instanceof AgentError ? error.code : 'INTERNAL';
  return { kind: 'error', code, message: messageOf(error), stack: error instanceof Error ? error.stack : undefined };
}

function isWorkerStart(data: unknown): data is WorkerStart {
  return typeof data === 'object' && data !== null && 'agentTask' in data;
}
