import { readFile } from 'fs/promises';
import { join } from 'path';
import { messageOf, systemCodeOf } from '../../../contract/thrown';
import { TransferError } from '../../../http-client/errors';

/** A Secret as it is mounted: one file a key. */
export type SecretFolder = { readonly name: string; readonly path: string };

/**
 * Reads a key of a mounted Secret. Blanks and line feeds around it, as editors and `base64` leave them, are no part of it.
 *
 * @returns undefined where there is no such key
 */
export async function secretKey({ path, name }: SecretFolder, key: string): Promise<string | undefined> {
  return readOptional(join(path, key), `key '${key}' of Secret '${name}'`);
}

/**
 * Reads a token that the cluster has mounted, anew each time: it is replaced before it expires.
 *
 * @param variable the env variable that names the file, for the message
 */
export async function tokenFile(path: string, variable: string): Promise<string> {
  const token = await readOptional(path, `the token file '${path}' of ${variable}`);
  if (token) return token;
  throw new TransferError('INVALID_CONFIG', `the token file '${path}' of ${variable} is not there or empty, check the run's ServiceAccount`);
}

/** @throws TransferError `INVALID_CONFIG` for a Secret with none of the keys that are known */
export function noKeys({ name }: SecretFolder, expected: string): TransferError {
  return new TransferError('INVALID_CONFIG', `Secret '${name}' has none of the keys that are known, expected ${expected}`);
}

async function readOptional(path: string, what: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw new TransferError('INVALID_CONFIG', `${what} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
