import { lstatSync, type Stats } from 'fs';
import { AgentError, messageOf, systemCodeOf } from '../errors';
import { quoteName } from './quote-name';

const CHANGED_CODES = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ESTALE', 'ENXIO']);

/**
 * The agent's error for something that is there and could not be read.
 *
 * @param path to look at for owner and mode.
 * @param name of it, for the message.
 */
export function readFailure(path: Buffer | string, name: Buffer | string, error: unknown): AgentError {
  if (error instanceof AgentError) {
    return error;
  }
  const code = systemCodeOf(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return unreadable(path, name, error);
  }
  if (code !== undefined && CHANGED_CODES.has(code)) {
    return changedWhileRead(name, error);
  }
  return new AgentError('OUTPUT_UNREADABLE', `cannot read ${quoteName(name)}: ${messageOf(error)}`, { cause: error });
}

/** The error for content that was written to while it was read. */
export function changedWhileRead(name: Buffer | string, cause?: unknown): AgentError {
  return new AgentError('OUTPUT_INVALID',
    `${quoteName(name)} changed while it was read, end whatever still writes there before the step ends`, { cause });
}

/** The error for content that no step wrote. */
export function missing(path: string): AgentError {
  return new AgentError('OUTPUT_MISSING', `${quoteName(path)} does not exist, no step wrote it`);
}

/**
 * The error for a file where a directory was expected, or the other way round.
 *
 * A symbolic link is neither: it could lead to what only the agent can read.
 */
export function wrongKind(path: string, found: Stats, expected: 'file' | 'directory'): AgentError {
  const kind = found.isDirectory() ? 'a directory' : found.isSymbolicLink() ? 'a symbolic link' : found.isFile() ? 'a file' : 'a special file';
  return new AgentError('KIND_MISMATCH', `${quoteName(path)} is ${kind}, expected a ${expected}: write one there, or declare what it is`);
}

/** Whether two looks at a file or directory saw the same content. */
export function isUnchanged(before: Stats, after: Stats): boolean {
  return before.size === after.size && before.mtimeMs === after.mtimeMs && before.ctimeMs === after.ctimeMs;
}

function unreadable(path: Buffer | string, name: Buffer | string, cause: unknown): AgentError {
  return new AgentError('OUTPUT_UNREADABLE',
    `cannot read ${quoteName(name)}${ownership(path)} as uid ${process.geteuid?.() ?? 'unknown'}, ` +
    "make it readable in the step that writes it ('chmod -R a+rX') or run the injected steps with the same runAsUser", { cause });
}

function ownership(path: Buffer | string): string {
  try {
    const { uid, gid, mode } = lstatSync(path);
    return ` (owner ${uid}:${gid}, mode ${(mode & 0o7777).toString(8).padStart(4, '0')})`;
  } catch {
    return ' (its directory cannot be searched)';
  }
}
