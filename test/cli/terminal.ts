import { runCli } from '../../src/cli/cli';
import type { Terminal } from '../../src/cli/command';

/** What a call of the program left. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the command line in this process. */
export function call(...args: string[]): Promise<Called> {
  return callOn({}, ...args);
}

/** What a terminal may have besides. */
export interface TerminalFacts extends Partial<Pick<Terminal, 'environment' | 'signal'>> {
  /** Both streams are a terminal of 80 columns and 24 rows. */
  readonly isTTY?: boolean;
  /** Hears what is written to either stream. */
  readonly onWrite?: (text: string) => void;
}

/** As {@link call}, on a terminal of some kind. */
export async function callOn({ isTTY, onWrite, ...facts }: TerminalFacts, ...args: string[]): Promise<Called> {
  const written: { [stream in 'stdout' | 'stderr']: string } = { stdout: '', stderr: '' };
  const output = (stream: 'stdout' | 'stderr'): Terminal['stdout'] => ({
    ...isTTY && { isTTY, columns: 80, rows: 24 },
    write: (text, done) => {
      written[stream] += text.toString();
      onWrite?.(text.toString());
      done?.();
    },
  });
  const code = await runCli(args, {
    stdout: output('stdout'), stderr: output('stderr'), environment: { PATH: process.env.PATH }, signal: new AbortController().signal, ...facts,
  });
  return { code, ...written };
}
