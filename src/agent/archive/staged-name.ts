import { createHash, randomBytes } from 'crypto';
import { readdirSync, rmSync } from 'fs';
import { basename, join } from 'path';

/** A name, in the folder of a destination or in the destination itself, for what moves there when it is whole. */
export function stagedName(destination: string): string {
  return prefixOf(destination) + randomBytes(12).toString('hex');
}

/**
 * Removes what a program that was killed left of the same destination.
 *
 * A pod takes its volumes along; in a folder that stays, a directory would never be empty again.
 */
export function removeAbandoned(folder: string, destination: string): void {
  const prefix = prefixOf(destination);
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix) && /^[0-9a-f]{24}$/.test(name.slice(prefix.length))) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** Of one length, however long the destination's name is; others that are fetched beside it have another one. */
function prefixOf(destination: string): string {
  return `.artifact-${createHash('sha256').update(basename(destination)).digest('hex').slice(0, 12)}-`;
}
