/**
 * The `code` of a failed system call, `ENOENT` for example; undefined for anything else that was thrown.
 *
 * Not by `instanceof`: errors of Node itself come from another realm where the program runs in one of its own (jest).
 */
export function systemCodeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
