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

/** A symbolic link that is to be created: its path from the top, and its target, both in latin1. */
export interface PendingSymlink {
  readonly path: readonly string[];
  readonly target: string;
}

/** Links after each other before it is taken for a loop; Linux has the same limit. */
const MAX_HOPS = 40;

/**
 * Checks the symbolic links of an archive.
 *
 * @param links by their joined paths.
 * @throws an AgentError `ARCHIVE_INVALID` that names the link.
 */
export function assertSymlinksAllowed(links: ReadonlyMap<string, PendingSymlink>, policy: SymlinkPolicy): void {
  if (policy === 'preserve') {
    return;
  }
  for (const link of links.values()) {
    if (policy === 'reject') {
      throw new AgentError('ARCHIVE_INVALID', `entry ${quoteLink(link)} is a symbolic link, this artifact may have none`);
    }
    if (leadsOutside(link, links)) {
      throw new AgentError('ARCHIVE_INVALID', `symbolic link ${quoteLink(link)} leads out of the artifact, to ${quoteName(Buffer.from(link.target, 'latin1'))}`);
    }
  }
}

/**
 * Follows a link as the kernel would, through the other links on its way.
 *
 * Its text alone would not do: `a/b/..` is not `a` where `b` is itself a link.
 */
function leadsOutside(link: PendingSymlink, links: ReadonlyMap<string, PendingSymlink>): boolean {
  if (link.target.startsWith('/')) {
    return true;
  }
  const at = link.path.slice(0, -1);
  const todo = link.target.split('/').reverse();
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
    if (next.target.startsWith('/')) {
      return true;
    }
    if (++hops > MAX_HOPS) {
      return false; // a loop leads nowhere
    }
    at.pop();
    todo.push(...next.target.split('/').reverse());
  }
  return false;
}

function quoteLink({ path }: PendingSymlink): string {
  return quoteName(Buffer.from(path.join('/'), 'latin1'));
}
