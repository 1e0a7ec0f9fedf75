import { X509Certificate } from 'crypto';
import { readFileSync } from 'fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'tls';
import { TransferError } from './errors';
import type { Environment } from './proxy';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * A TLS context that trusts further certificate authorities, besides those of
 * Node and of `NODE_EXTRA_CA_CERTS`. (Node's own `ca` option replaces them all.)
 *
 * Made once: to parse all roots anew for each connection takes longer than the handshake.
 *
 * @param ca PEM text with one or more certificates.
 * @throws TransferError `INVALID_CONFIG` if it holds none, or a broken one.
 */
export function trusting(ca: string, env: Environment): SecureContext {
  return createSecureContext({ ca: [...rootCertificates, ...extraCertificates(env), ...certificatesIn(ca, 'ca')] });
}

function extraCertificates(env: Environment): string[] {
  const path = env.NODE_EXTRA_CA_CERTS;
  if (path === undefined || path === '') {
    return [];
  }
  try {
    return readFileSync(path, 'utf8').match(CERTIFICATE) ?? [];
  } catch {
    // As Node does: a missing file is warned about at the start of the process.
    return [];
  }
}

function certificatesIn(pem: string, name: string): string[] {
  const found = pem.match(CERTIFICATE) ?? [];
  if (found.length === 0) {
    throw new TransferError('INVALID_CONFIG', `${name} holds no certificate, expected PEM text with 'BEGIN CERTIFICATE'`);
  }
  found.forEach((text, index) => {
    try {
      new X509Certificate(text);
    } catch (error) {
      throw new TransferError('INVALID_CONFIG', `certificate ${index + 1} of ${name} cannot be read`, { cause: error });
    }
  });
  return found;
}
