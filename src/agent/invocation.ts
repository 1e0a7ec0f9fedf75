/** What a command has of the process that runs it. */
export interface Invocation {
  readonly env: { readonly [name: string]: string | undefined };
  /** Fires when the step is told to stop. */
  readonly signal: AbortSignal;
  /** Writes a line to the log. */
  readonly print: (line: string) => void;
  readonly now: () => Date;
}
