import { execFileSync } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';

/** Files of a private CA and of a certificate it signed for 127.0.0.1, localhost and names under example.com. */
export interface Certificates {
  readonly caFile: string;
  /** PEM text of the CA. */
  readonly ca: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** What kind of certificate to make. */
export interface CertificateOptions {
  /** Folder of certificates whose CA signs this one too. @default - a CA of its own */
  readonly authority?: string;
  /** How long it holds; a negative number: it has expired. @default 2 */
  readonly days?: number;
  /** Whom it is for. @default - this machine, and names under example.com */
  readonly names?: string;
}

/** Makes certificates in a folder, by openssl. */
export function makeCertificates(folder: string, options: CertificateOptions = {}): Certificates {
  const { authority = folder, days = 2, names = 'DNS:localhost,DNS:*.example.com,IP:127.0.0.1' } = options;
  const at = (name: string) => join(folder, name);
  const [caFile, caKey] = [join(authority, 'ca.crt'), join(authority, 'ca.key')];
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  if (authority === folder) openssl('req', '-x509', ...key, '-days', '2', '-subj', '/CN=Test CA', '-keyout', caKey, '-out', caFile);
  openssl('req', ...key, '-subj', '/CN=localhost', '-keyout', at('server.key'), '-out', at('server.csr'));
  writeFileSync(at('names.cnf'), `subjectAltName=${names}\n`);
  openssl('x509', '-req', '-in', at('server.csr'), '-CA', caFile, '-CAkey', caKey, '-CAcreateserial',
    '-days', String(days), '-extfile', at('names.cnf'), '-out', at('server.crt'));
  return {
    caFile,
    ca: readFileSync(caFile, 'utf8'),
    certificateFile: at('server.crt'),
    keyFile: at('server.key'),
  };
}
