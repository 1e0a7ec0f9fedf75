import type { TransferErrorCode } from './errors';
import type { HttpResponse } from './exchange';

const BY_STATUS: Readonly<Record<number, TransferErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  404: 'NOT_FOUND',
  405: 'UNSUPPORTED',
  407: 'DENIED',
  408: 'TIMEOUT',
  413: 'TOO_LARGE',
  429: 'RATE_LIMITED',
  501: 'UNSUPPORTED',
};

/** What a status that was not expected means. */
export function codeOfStatus(status: number): TransferErrorCode {
  const code = BY_STATUS[status];
  if (code !== undefined) {
    return code;
  }
  if (status >= 500) {
    return 'UNAVAILABLE';
  }
  return status >= 400 ? 'REJECTED' : 'INVALID_RESPONSE';
}

/** The wait in milliseconds of a Retry-After header, which is in seconds or a date. */
export function retryAfterOf({ headers }: HttpResponse): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) {
    return undefined;
  }
  const wait = /^[0-9]+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
