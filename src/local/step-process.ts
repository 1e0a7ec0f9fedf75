import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { messageOf } from '../contract/thrown';
import { startTimer } from './timer';

/** A process to run as a container's would. */
export interface ProcessRequest {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  /** Milliseconds after which it is killed at once, as a step with a timeout is. */
  readonly timeout?: number;
  /** Aborted: SIGTERM to the whole group, SIGKILL after `grace`. */
  readonly signal: AbortSignal;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** Files that get a copy of the output. */
  readonly stdoutFile?: string;
  readonly stderrFile?: string;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

/** How a process ended. */
export type ProcessOutcome =
  | { readonly kind: 'exited'; readonly code: number }
  /** By a signal that the runner did not send. */
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'not-started'; readonly message: string };

/** How long output is awaited from processes that left the group and keep the pipe open. Milliseconds. */
const OUTPUT_PATIENCE = 1000;

/** Groups that run: they take no signal from the terminal, so a program that is ended at once takes them along. */
const groups = new Set<ChildProcess>();
process.on('exit', () => groups.forEach((child) => killGroup(child, 'SIGKILL')));

/**
 * Runs a program in a process group of its own and waits until nothing of the group is left.
 *
 * As with a container, what the program leaves in the background ends with it.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessOutcome> {
  const child = start(request);
  if (typeof child === 'string') return { kind: 'not-started', message: child };
  const failure = await new Promise<Error | undefined>((resolve) => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', resolve);
  });
  if (failure) return { kind: 'not-started', message: failure.message };
  groups.add(child);
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const output = Promise.all([
    forward(child.stdout as Readable, request.stdoutFile, (line) => request.onLine('stdout', line)),
    forward(child.stderr as Readable, request.stderrFile, (line) => request.onLine('stderr', line)),
  ]);
  const stop = watch(child, request);
  const { code, signal } = await exited;
  const cause = stop();
  killGroup(child, 'SIGKILL');
  groups.delete(child);
  await settle(output, child);
  if (cause) return { kind: cause };
  return code === null ? { kind: 'killed', signal: signal ?? 'unknown' } : { kind: 'exited', code };
}

/** @returns the child, or why there is none: a NUL byte in env or arguments, no place for the copies of the output */
function start({ command: [program, ...args], cwd, env, stdoutFile, stderrFile }: ProcessRequest): ChildProcess | string {
  try {
    for (const file of [stdoutFile, stderrFile]) if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
    return spawn(program, args, { cwd, env: Object.fromEntries(env), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return messageOf(error);
  }
}

/** Ends the process on timeout or abort. @returns stops watching and says which of them happened */
function watch(child: ChildProcess, { timeout, signal, grace }: ProcessRequest): () => 'timed-out' | 'aborted' | undefined {
  let cause: 'timed-out' | 'aborted' | undefined;
  const timers: NodeJS.Timeout[] = [];
  const abort = (): void => {
    cause ??= 'aborted';
    killGroup(child, 'SIGTERM');
    timers.push(startTimer(() => killGroup(child, 'SIGKILL'), grace));
  };
  if (timeout) {
    timers.push(startTimer(() => {
      cause ??= 'timed-out';
      killGroup(child, 'SIGKILL');
    }, timeout));
  }
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return () => {
    signal.removeEventListener('abort', abort);
    timers.forEach(clearTimeout);
    return cause;
  };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** Reads a stream line by line. @returns a promise of its end */
function forward(stream: Readable, file: string | undefined, onLine: (line: string) => void): Promise<void> {
  const copy = file === undefined ? undefined : createWriteStream(file, { flags: 'a' });
  copy?.on('error', (error) => onLine(`the copy of the output is not complete: ${error.message}`));
  if (copy) stream.on('data', (chunk: Buffer) => copy.write(chunk));
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  lines.on('line', onLine);
  return new Promise((resolve) => {
    lines.once('close', () => {
      if (copy && !copy.destroyed) copy.end(resolve);
      else resolve();
    });
    stream.once('close', () => lines.close());
  });
}

/** Waits for the rest of the output while some still comes, then closes the pipes. */
async function settle(output: Promise<unknown>, child: ChildProcess): Promise<void> {
  let last = Date.now();
  const heard = (): void => { last = Date.now(); };
  child.stdout?.on('data', heard);
  child.stderr?.on('data', heard);
  const timer = setInterval(() => {
    if (Date.now() - last < OUTPUT_PATIENCE) return;
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, OUTPUT_PATIENCE);
  await output;
  clearInterval(timer);
}
