import { constants } from 'node:os';
import { runCli } from './cli';

void main();

async function main(): Promise<void> {
  // `cdk8s-tekton artifact cat ... | head` closes the pipe early, which is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
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
