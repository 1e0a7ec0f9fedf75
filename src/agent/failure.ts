import type { ExitReason } from '../contract/exit-codes';
import { TransferError, type TransferErrorCode } from '../http-client/errors';
import { AgentError, systemCodeOf, messageOf } from './errors';

/** What an error of the clients of stores means to the user of a step. */
const REASONS: { readonly [code in TransferErrorCode]: ExitReason } = {
  NOT_FOUND: 'NOT_FOUND',
  UNAUTHORIZED: 'UNAUTHORIZED',
  DENIED: 'UNAUTHORIZED',
  DIGEST_MISMATCH: 'DIGEST_MISMATCH',
  SIZE_MISMATCH: 'DIGEST_MISMATCH',
  TOO_LARGE: 'LIMIT_EXCEEDED',
  RATE_LIMITED: 'STORE_UNAVAILABLE',
  UNAVAILABLE: 'STORE_UNAVAILABLE',
  TIMEOUT: 'TIMEOUT',
  TLS: 'STORE_UNAVAILABLE',
  DNS: 'STORE_UNAVAILABLE',
  INSECURE: 'STORE_UNAVAILABLE',
  INVALID_REFERENCE: 'REFERENCE_INVALID',
  INVALID_CONFIG: 'CONFIG_INVALID',
  INVALID_RESPONSE: 'STORE_UNAVAILABLE',
  UNREADABLE: 'OUTPUT_UNREADABLE',
  UNSUPPORTED: 'STORE_UNAVAILABLE',
  REJECTED: 'STORE_UNAVAILABLE',
  ABORTED: 'CANCELLED',
};

/**
 * Any error as one of the agent.
 *
 * @param place what it was about, put before the message: `input 'app'`
 */
export function agentErrorOf(error: unknown, place?: string): AgentError {
  const message = messageOf(error);
  return new AgentError(reasonOf(error), place === undefined ? message : `${place}: ${message}`, { cause: error });
}

function reasonOf(error: unknown): ExitReason {
  if (error instanceof AgentError) return error.code;
  if (error instanceof TransferError) {
    // content that fails while it is sent has a cause of its own: it changed, the disk is gone
    return error.cause instanceof AgentError ? error.cause.code : REASONS[error.code];
  }
  const system = systemCodeOf(error);
  if (system === 'ENOSPC' || system === 'EDQUOT') return 'DISK_FULL';
  // a network file system that went away: scratch and content are written with codes of their own
  if (system === 'EIO' || system === 'ESTALE') return 'STORE_UNAVAILABLE';
  const isAbort = typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
  return isAbort ? 'CANCELLED' : 'INTERNAL';
}

/** Says of everything that fails in an operation what it was about. */
export async function about<T>(place: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw agentErrorOf(error, place);
  }
}
