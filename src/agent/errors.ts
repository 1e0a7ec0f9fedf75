import type { ExitReason } from '../contract/exit-codes';
import { messageOf, systemCodeOf } from '../contract/thrown';

export { messageOf, systemCodeOf };

/**
 * The one error of the agent: a cause with a name, a sentence for people, and what led to it.
 *
 * `code` decides the exit code of the step. The message names the place, what
 * was expected and, where there is one, the fix; it goes to the log as it is.
 */
export class AgentError extends Error {
  public readonly name = 'AgentError';

  constructor(
    public readonly code: ExitReason,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/**
 * The agent's error for a failed write: a full disk or quota has its own code.
 *
 * @param place what was being written, for the message.
 * @param otherwise the code of any other cause.
 */
export function writeFailure(place: string, error: unknown, otherwise: ExitReason = 'INTERNAL'): AgentError {
  if (error instanceof AgentError) {
    return error;
  }
  const system = systemCodeOf(error);
  if (system === 'ENOSPC' || system === 'EDQUOT') {
    return new AgentError('DISK_FULL', `no space left to write ${place}, give its volume more room`, { cause: error });
  }
  return new AgentError(otherwise, `cannot write ${place}: ${messageOf(error)}`, { cause: error });
}
