/**
 * What went wrong, for programs.
 *
 * - `NOT_FOUND`: the server does not have it.
 * - `UNAUTHORIZED`: no credentials, or credentials the server does not accept.
 * - `DENIED`: the credentials are known but may not do this.
 * - `DIGEST_MISMATCH`, `SIZE_MISMATCH`: content is not what its descriptor says.
 * - `UNREADABLE`: the content to upload cannot be read.
 * - `TOO_LARGE`: content is over a limit, of this client or of the server.
 * - `RATE_LIMITED`: the server asks to come back later (429).
 * - `UNAVAILABLE`: no connection, a broken one, or a 5xx answer.
 * - `TIMEOUT`: nothing moved for too long, or the deadline passed.
 * - `TLS`, `DNS`: the connection could not be set up.
 * - `INSECURE`: refused by this client, as it would weaken transport or credentials.
 * - `INVALID_REFERENCE`, `INVALID_CONFIG`: an argument or a file of the user is wrong.
 * - `INVALID_RESPONSE`: the answer is not what the protocol says.
 * - `UNSUPPORTED`: the server cannot do what was asked.
 * - `REJECTED`: any other 4xx answer.
 * - `ABORTED`: the caller's signal.
 */
export type TransferErrorCode =
  | 'NOT_FOUND'
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'DIGEST_MISMATCH'
  | 'SIZE_MISMATCH'
  | 'UNREADABLE'
  | 'TOO_LARGE'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'TLS'
  | 'DNS'
  | 'INSECURE'
  | 'INVALID_REFERENCE'
  | 'INVALID_CONFIG'
  | 'INVALID_RESPONSE'
  | 'UNSUPPORTED'
  | 'REJECTED'
  | 'ABORTED';

/** One entry of the error body of a server, such as `MANIFEST_UNKNOWN` of a registry or `AccessDenied` of S3. */
export interface ServerErrorEntry {
  readonly code: string;
  readonly message: string;
}

/** What may be known about a failure besides its code and message. */
export interface TransferErrorDetails {
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** The server's own words. */
  readonly entries?: readonly ServerErrorEntry[];
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfter?: number;
  /** @default false */
  readonly isFinal?: boolean;
}

/**
 * The one error of everything that speaks to a server.
 *
 * Its message names the place and the object, and what can be done about it.
 * It never holds credentials or signed URLs.
 */
export class TransferError extends Error {
  readonly code: TransferErrorCode;
  readonly status?: number;
  readonly entries: readonly ServerErrorEntry[];
  readonly retryAfter?: number;
  /** It was tried as often as it may be: what it is a part of is not tried again for it. */
  isFinal: boolean;

  constructor(code: TransferErrorCode, message: string, details: TransferErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'TransferError';
    this.code = code;
    this.status = details.status;
    this.entries = details.entries ?? [];
    this.retryAfter = details.retryAfter;
    this.isFinal = details.isFinal ?? false;
  }

  /** The same failure with the operation it broke in front of its message. */
  during(operation: string): TransferError {
    return new TransferError(this.code, `cannot ${operation}: ${this.message}`, {
      cause: this.cause,
      status: this.status,
      entries: this.entries,
      retryAfter: this.retryAfter,
      isFinal: this.isFinal,
    });
  }
}

const TRANSIENT: ReadonlySet<TransferErrorCode> = new Set(['UNAVAILABLE', 'TIMEOUT', 'RATE_LIMITED']);

/** Whether the same request may succeed a little later. */
export function isTransient(error: unknown): error is TransferError {
  return error instanceof TransferError && !error.isFinal && TRANSIENT.has(error.code);
}
