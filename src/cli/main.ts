import { constants } from 'node:os';
import { runCli } from './cli';
import { EXIT } from './command';

void main();

async function main(): Promise<void> {
  const stop = new AbortController();
  endWithOutput(stop);
  let signal: AbortSignal | undefined;
  const code = await runCli(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    // Whoever does not look at it is ended by a signal at once, whatever it is busy with.
    get signal() { return signal ??= endWithSignals(stop); },
  });
  process.exitCode = code || process.exitCode;
}

/**
 * A command ends what it does, and cleans up, when nobody can read what it writes. Where the reader has had enough, as in
 * `cdk8s-tekton artifact cat ... | head`, that alone is no failure.
 */
function endWithOutput(stop: AbortController): void {
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    stop.abort();
    // each further write fails as well
    process.stdout.on('error', () => undefined);
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error: standard output cannot be written: ${error.message}\n`);
    process.exitCode = EXIT.failed;
  });
}

/** The first signal lets a command end what it does; a second one ends the program at once, by the exit code of a shell. */
function endWithSignals(stop: AbortController): AbortSignal {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => (stop.signal.aborted ? process.exit(128 + constants.signals[signal]) : stop.abort()));
  }
  return stop.signal;
}
