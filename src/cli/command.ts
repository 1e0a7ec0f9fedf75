/** What a command has of the process that runs it. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** A stream to write text to; a terminal has `isTTY`. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** @param written called when the text has been taken: large content waits for it */
  write(text: string | Uint8Array, written?: (error?: Error | null) => void): unknown;
}

/** Exit codes of all commands. */
export const EXIT = {
  done: 0,
  /** Problems were found, or the run failed. */
  failed: 1,
  /** The arguments or the input cannot be used. */
  usage: 2,
} as const;

/** A command of the program. */
export interface Command {
  /** The text of `--help`. */
  readonly help: string;
  /** @returns the exit code */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** Wrong arguments or unusable input: the message is for the user, without a stack trace, exit code 2. */
export class UsageError extends Error {
  /** Commands are bundled one by one, each with a class of its own: this tells it, `instanceof` does not. */
  public readonly exitCode = EXIT.usage;
}

/** The exit code of a command that threw. */
export function exitCodeOf(error: unknown): number {
  return (error as Partial<UsageError> | undefined)?.exitCode === EXIT.usage ? EXIT.usage : EXIT.failed;
}
