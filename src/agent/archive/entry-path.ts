import { AgentError } from '../errors';
import type { ArchiveLimits } from './limits';
import { quoteName } from './quote-name';

/**
 * Where an entry lies below the destination: its names from the top, in latin1.
 *
 * Latin1 text holds any bytes, and unlike buffers it can be compared and be a
 * key. Empty for the destination itself (`./`).
 *
 * @throws an AgentError `ARCHIVE_INVALID` for an absolute name, for one with `..`
 * or NUL and for an empty one; `LIMIT_EXCEEDED` if it is too deep.
 */
export function entryPath(name: Buffer, limits: ArchiveLimits): readonly string[] {
  const text = name.toString('latin1');
  if (text === '') {
    throw new AgentError('ARCHIVE_INVALID', 'an entry of the archive has no name');
  }
  if (text.startsWith('/')) {
    throw new AgentError('ARCHIVE_INVALID', `entry ${quoteName(name)} has an absolute name, expected one below the artifact`);
  }
  if (text.includes('\0')) {
    throw new AgentError('ARCHIVE_INVALID', `entry ${quoteName(name)} has a NUL in its name`);
  }
  const parts = text.split('/').filter(part => part !== '' && part !== '.');
  if (parts.includes('..')) {
    throw new AgentError('ARCHIVE_INVALID', `entry ${quoteName(name)} has '..' in its name, expected one below the artifact`);
  }
  if (parts.length > limits.depth) {
    throw new AgentError('LIMIT_EXCEEDED', `entry ${quoteName(name)} lies ${parts.length} names deep, the limit is ${limits.depth}`);
  }
  return parts;
}

/** One string for a path, to compare by and to show. */
export function joinPath(path: readonly string[]): string {
  return path.join('/');
}
