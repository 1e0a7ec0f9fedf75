import { constants } from 'node:os';
import { workerMain } from '../agent/worker';
import { runCli } from './cli';

// The bundle is also what the worker threads of the agent's code run.
if (!workerMain()) void main();

async function main(): Promise<void> {
  const stop = new AbortController();
  // The first signal lets a run end its steps; a second one ends the program at once, by the exit code of a shell.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => (stop.signal.aborted ? process.exit(128 + constants.signals[signal]) : stop.abort()));
  }
  // `cdk8s-tekton artifact cat ... | head` closes the pipe early, which is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await runCli(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    signal: stop.signal,
  });
}
