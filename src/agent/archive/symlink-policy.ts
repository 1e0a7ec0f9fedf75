import { AgentError } from '../errors';
import { quoteName } from './quote-name';

/**
 * What may be done with symbolic links.
 *
 * - `preserve`: they are created as they are, wherever they point. Nothing is
 *   ever written through one, but a step that opens one follows it.
 * - `inside`: one that leads out of the artifact is an error.
 * - `reject`: any is an error.
 */
export type SymlinkPolicy = 'preserve' | 'inside' | 'reject';

/** The targets of symbolic links by their joined paths, all in latin1: what it takes to keep a million of them. */
export type PendingSymlinks = ReadonlyMap<string, string>;

/** Links after each other before it is taken for a loop; Linux has the same limit. */
const MAX_HOPS = 40;

/**
 * Checks the symbolic links of an archive.
 *
 * @throws an AgentError `ARCHIVE_INVALID` that names the link.
 */
export function assertSymlinksAllowed(links: PendingSymlinks, policy: SymlinkPolicy): void {
  if (policy === 'preserve') {
    return;
  }
  for (const [path, target] of links) {
    if (policy === 'reject') {
      throw new AgentError('ARCHIVE_INVALID', `entry ${quote(path)} is a symbolic link, this artifact may have none`);
    }
    if (leadsOutside(path, target, links)) {
      throw new AgentError('ARCHIVE_INVALID', `symbolic link ${quote(path)} leads out of the artifact, to ${quote(target)}`);
    }
  }
}

/**
 * Follows a link as the kernel would, through the other links on its way.
 *
 * Its text alone would not do: `a/b/..` is not `a` where `b` is itself a link.
 */
function leadsOutside(path: string, target: string, links: PendingSymlinks): boolean {
  if (target.startsWith('/')) {
    return true;
  }
  const at = path.split('/').slice(0, -1);
  const todo = target.split('/').reverse();
  for (let hops = 0; todo.length > 0;) {
    const name = todo.pop()!;
    if (name === '..' && at.pop() === undefined) {
      return true;
    }
    if (name === '' || name === '.' || name === '..') {
      continue;
    }
    at.push(name);
    const next = links.get(at.join('/'));
    if (next === undefined) {
      continue;
    }
    if (next.startsWith('/')) {
      return true;
    }
    if (++hops > MAX_HOPS) {
      return false; // a loop leads nowhere
    }
    at.pop();
    todo.push(...next.split('/').reverse());
  }
  return false;
}

function quote(latin1: string): string {
  return quoteName(Buffer.from(latin1, 'latin1'));
}
