import { messageOf, systemCodeOf } from '../contract/thrown';
import { TransferError, type TransferErrorCode } from './errors';
import { shownUrl } from './redact';

/** What the system calls a failed connection, and what we make of it. */
const CODES: Readonly<Record<string, TransferErrorCode>> = {
  ENOTFOUND: 'DNS',
  // The name server did not answer: unlike ENOTFOUND, worth another try.
  EAI_AGAIN: 'UNAVAILABLE',
  ETIMEDOUT: 'TIMEOUT',
};

const HINTS: Partial<Readonly<Record<TransferErrorCode, string>>> = {
  DNS: 'check the name of the host',
  TIMEOUT: 'check that the host can be reached from here',
};

/** Codes of Node and OpenSSL that mean a certificate is not trusted. */
const UNTRUSTED = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT)/;

/** An error of a socket, with its cause kept: no such error holds headers or bodies. */
export function networkError(error: unknown, url: URL): TransferError {
  if (error instanceof TransferError) {
    return error;
  }
  const code = systemCodeOf(error) ?? '';
  const why = messageOf(error);
  const at = shownUrl(url);
  if (/wrong version number|packet length too long/.test(why)) {
    return new TransferError('TLS', `${url.host} does not speak TLS: where plain http is meant, set plainHttp for a registry, or write http:// before the endpoint of another store`, { cause: error });
  }
  if (UNTRUSTED.test(code)) {
    return new TransferError('TLS', `the certificate of ${url.host} is not trusted (${why}), name the authority that signed it: certificateAuthority of the storage, or --ca-file`, { cause: error });
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) {
    return new TransferError('TLS', `no TLS connection to ${url.host}: ${why}`, { cause: error });
  }
  const kind = CODES[code] ?? 'UNAVAILABLE';
  const hint = HINTS[kind];
  return new TransferError(kind, `no answer from ${at}: ${why}${hint === undefined ? '' : `, ${hint}`}`, { cause: error });
}
