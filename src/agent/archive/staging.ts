import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from 'fs';
import { basename, dirname, join } from 'path';
import { makeDirectories } from '../../private/make-directories';
import { AgentError, writeFailure } from '../errors';
import { quoteName } from './quote-name';
import { removeAbandoned, stagedName } from './staged-name';

/**
 * A private place next to a destination, from which content moves there when it is whole.
 *
 * Always on the destination's own file system and mount, so moving is renaming:
 * - a destination that does not exist yet appears by one rename;
 * - one that exists may hold nothing but empty directories, and is kept with
 *   them, as it may be a mount point, or other containers have started in it:
 *   the place is inside it (no other directory is sure to be on the same
 *   mount), and what is in the content moves up.
 */
export class Staging {
  /**
   * @throws an AgentError `DESTINATION_INVALID` if the destination is not a directory without files, or cannot be written; `DISK_FULL`.
   */
  public static async create(destination: string): Promise<Staging> {
    try {
      const home = lstatSync(destination, { throwIfNoEntry: false })?.isDirectory() ? destination : dirname(destination);
      await makeDirectories(home);
      removeAbandoned(home, destination);
      const staging = new Staging(destination, assertUsable(destination), join(home, stagedName(destination)));
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
    const moved: [Buffer, Buffer][] = [];
    try {
      moveInto(Buffer.from(this.content), Buffer.from(this.destination), moved);
    } catch (error) {
      for (const [from, to] of moved.reverse()) {
        renameSync(to, from);
      }
      throw error;
    }
    rmSync(this.content, { recursive: true });
  }
}

/** Moves what is in a directory into another, by renaming; directories that are in both stay, and what is in them moves. */
function moveInto(from: Buffer, to: Buffer, moved: [Buffer, Buffer][]): void {
  for (const name of readdirSync(from, { encoding: 'buffer' })) {
    const [source, target] = [child(from, name), child(to, name)];
    if (isDirectory(source) && isDirectory(target)) {
      moveInto(source, target, moved);
    } else {
      renameSync(source, target);
      moved.push([source, target]);
    }
  }
}

/** Whether the destination exists; then it must be a directory with nothing in it but directories and, later, the place for staging. */
function assertUsable(destination: string, except?: string): boolean {
  const stats = lstatSync(destination, { throwIfNoEntry: false });
  if (stats === undefined) {
    return false;
  }
  if (!stats.isDirectory()) {
    throw new AgentError('DESTINATION_INVALID', `the destination '${destination}' exists and is not a directory`);
  }
  const found = firstFile(destination, except);
  if (found !== undefined) {
    throw new AgentError('DESTINATION_INVALID', `the destination '${destination}' is not empty, it holds ${quoteName(found)}: give each artifact a directory of its own`);
  }
  return true;
}

/** The first thing below a directory that is not itself a directory: its name there. */
function firstFile(directory: string, except?: string): string | undefined {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.name === except) continue;
    const found = entry.isDirectory() ? firstFile(join(directory, entry.name)) : '';
    if (found !== undefined) return join(entry.name, found);
  }
  return undefined;
}

function isDirectory(path: Buffer): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function child(directory: Buffer, name: Buffer): Buffer {
  return Buffer.concat([directory, Buffer.from('/'), name]);
}
