import { AgentError } from '../agent/errors';

/** Whether something failed because it is not in the store. */
export function isMissing(error: unknown): boolean {
  return error instanceof AgentError && error.code === 'NOT_FOUND';
}
