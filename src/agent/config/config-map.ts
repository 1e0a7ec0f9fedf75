import { readdir, readFile } from 'fs/promises';
import { join } from 'path';
import { AgentError, systemCodeOf, messageOf } from '../errors';

/**
 * Reads a mounted ConfigMap: one file a key.
 *
 * Kubernetes puts the files behind links (`..data`), which are no keys. A ConfigMap that is optional and missing is an
 * empty or missing directory. A line feed at the end of a value, as editors leave it, is no part of it.
 */
export async function readConfigMap(directory: string): Promise<{ [key: string]: string }> {
  const keys = (await list(directory)).filter((name) => !name.startsWith('..'));
  try {
    return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, (await readFile(join(directory, key), 'utf8')).replace(/\n$/, '')])));
  } catch (error) {
    throw unreadable(directory, error);
  }
}

async function list(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw unreadable(directory, error);
  }
}

function unreadable(directory: string, error: unknown): AgentError {
  return new AgentError('CONFIG_INVALID', `cannot read the ConfigMap at '${directory}': ${messageOf(error)}`, { cause: error });
}
