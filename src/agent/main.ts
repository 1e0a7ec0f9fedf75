import { EXIT_CODES } from '../contract/exit-codes';
import type { Invocation } from './invocation';
import { reportFailure, runAgent } from './run-agent';
import { workerMain } from './worker';

/** What is under way has this long to end and to remove what it made, before the process ends anyway. */
const GRACE = 5_000;

// the bundle is also what its worker threads run
if (!workerMain()) void main();

async function main(): Promise<void> {
  // the code when nothing is left to wait for although the command has not ended: that must not be green
  process.exitCode = EXIT_CODES.INTERNAL;
  // user steps run as other users: what this step makes is theirs too
  process.umask(0);
  const stop = new AbortController();
  const invocation: Invocation = {
    env: process.env,
    signal: stop.signal,
    print: (line) => void process.stdout.write(`${line}\n`),
    now: () => new Date(),
  };
  const fail = (line: string) => void process.stderr.write(`${line}\n`);
  // a log that nobody reads any more is no reason to fail
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // again and again: the second one would end it before it has tidied up
    process.on(signal, () => {
      stop.abort();
      setTimeout(() => process.exit(EXIT_CODES.CANCELLED), GRACE).unref();
    });
  }
  process.on('uncaughtException', (error) => void reportFailure(error, invocation, fail).then((code) => process.exit(code)));
  // what is written to a pipe or file is written by now, so nothing is lost
  process.exit(await runAgent(process.argv.slice(2), invocation, fail));
}
