import { constants } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { runCli } from './cli';

/** The commands that pack and unpack, which the agent's code does in worker threads. */
const WITH_WORKERS = ['run', 'artifact'];

// The bundle is also what these threads run.
if (isMainThread) void main();
else void allowWorkers();

async function allowWorkers(): Promise<void> {
  (await import('../agent/worker.js')).workerMain();
}

async function main(): Promise<void> {
  // `cdk8s-tekton artifact cat ... | head` closes the pipe early, which is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  if (WITH_WORKERS.includes(process.argv[2] ?? '')) await allowWorkers();
  let stop: AbortSignal | undefined;
  process.exitCode = await runCli(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    // Whoever does not look at it is ended by a signal at once, whatever it is busy with.
    get signal() { return stop ??= signalsOfProcess(); },
  });
}

/** The first signal lets a command end what it does; a second one ends the program at once, by the exit code of a shell. */
function signalsOfProcess(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (stop.signal.aborted ? process.exit(128 + constants.signals[signal]) : stop.abort()));
  }
  return stop.signal;
}
