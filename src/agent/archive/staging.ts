import { randomBytes } from 'crypto';
import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'fs';
import { basename, dirname, join } from 'path';
import { AgentError, writeFailure } from '../errors';
import { quoteName } from './quote-name';

/**
 * A private place next to a destination, from which content moves there when it is whole.
 *
 * Always on the destination's own file system and mount, so moving is renaming:
 * - a destination that does not exist yet appears by one rename;
 * - one that exists must be empty, and is kept, as it may be a mount point or
 *   known to other containers: the place is inside it (no other directory is
 *   sure to be on the same mount), and what is in the content moves up.
 */
export class Staging {
  /**
   * @throws an AgentError `DESTINATION_INVALID` if the destination is not an empty directory, or cannot be written; `DISK_FULL`.
   */
  public static create(destination: string): Staging {
    const unique = `.artifact-${randomBytes(12).toString('hex')}`;
    try {
      const exists = assertUsable(destination);
      const home = exists ? destination : dirname(destination);
      mkdirSync(home, { recursive: true });
      const staging = new Staging(destination, exists, join(home, unique));
      mkdirSync(staging.place, 0o700);
      mkdirSync(staging.content);
      return staging;
    } catch (error) {
      throw writeFailure(`into '${destination}'`, error, 'DESTINATION_INVALID');
    }
  }

  /** The directory to put the content into. */
  public readonly content: string;

  private constructor(private readonly destination: string, private readonly exists: boolean, private readonly place: string) {
    this.content = join(place, 'content');
  }

  /**
   * Makes the content appear at the destination, whole or not at all.
   *
   * Synchronous, so that nothing of this process comes in between.
   */
  public publish(): void {
    try {
      if (this.exists) {
        assertUsable(this.destination, basename(this.place));
        this.moveUp();
      } else {
        renameSync(this.content, this.destination);
      }
      rmdirSync(this.place);
    } catch (error) {
      throw writeFailure(`into '${this.destination}'`, error, 'DESTINATION_INVALID');
    }
  }

  /** Removes what was staged; nothing to do after `publish()`. */
  public discard(): void {
    rmSync(this.place, { recursive: true, force: true });
  }

  private moveUp(): void {
    const moved: Buffer[] = [];
    try {
      for (const name of readdirSync(this.content, { encoding: 'buffer' })) {
        renameSync(child(this.content, name), child(this.destination, name));
        moved.push(name);
      }
    } catch (error) {
      for (const name of moved) {
        renameSync(child(this.destination, name), child(this.content, name));
      }
      throw error;
    }
    rmdirSync(this.content);
  }
}

/** Whether the destination exists; then it must be a directory with nothing but, later, the place for staging. */
function assertUsable(destination: string, except?: string): boolean {
  const stats = lstatSync(destination, { throwIfNoEntry: false });
  if (stats === undefined) {
    return false;
  }
  if (!stats.isDirectory()) {
    throw new AgentError('DESTINATION_INVALID', `the destination '${destination}' exists and is not a directory`);
  }
  const found = readdirSync(destination).find(name => name !== except);
  if (found !== undefined) {
    throw new AgentError('DESTINATION_INVALID', `the destination '${destination}' is not empty, it holds ${quoteName(found)}: give each artifact a directory of its own`);
  }
  return true;
}

function child(directory: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${directory}/`), name]);
}
