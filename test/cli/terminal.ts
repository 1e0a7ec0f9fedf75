import { runCli } from '../../src/cli/cli';
import type { Terminal } from '../../src/cli/command';

/** What a call of the program left. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the command line in this process. */
export async function call(...args: string[]): Promise<Called> {
  const written: { [stream in 'stdout' | 'stderr']: string } = { stdout: '', stderr: '' };
  const output = (stream: 'stdout' | 'stderr'): Terminal['stdout'] => ({
    write: (text, done) => {
      written[stream] += text.toString();
      done?.();
    },
  });
  const code = await runCli(args, {
    stdout: output('stdout'), stderr: output('stderr'), environment: { PATH: process.env.PATH }, signal: new AbortController().signal,
  });
  return { code, ...written };
}
