import { randomUUID } from 'crypto';
import { link, open, readFile, rename, unlink, type FileHandle } from 'fs/promises';
import { setTimeout as sleep } from 'timers/promises';
import { AgentError, systemCodeOf } from '../errors';

/** A lock is held for milliseconds: one that does not change for so long belongs to a process that is gone. */
const ABANDONED = 10_000;
const LONGEST_WAIT = 60_000;
const PAUSE = 10;

/** A lock that is held. */
export interface HeldLock {
  /** @throws AgentError when somebody took the lock for abandoned: what was read under it may have changed since */
  confirm(): Promise<void>;
}

/**
 * Runs an operation that others must not run at the same time, in other pods too.
 *
 * The lock is a file that only one can create, which also holds over NFS. Whether its owner is gone is judged by
 * watching it, never by comparing clocks of different machines.
 *
 * @param abandoned milliseconds without a change after which a lock counts as abandoned
 * @throws AgentError `TIMEOUT` after a minute
 */
export async function withFileLock<T>(path: string, operation: (lock: HeldLock) => Promise<T>, abandoned = ABANDONED): Promise<T> {
  const token = randomUUID();
  await acquire(path, token, abandoned);
  const confirm = async () => {
    if (await ownerOf(path) !== token) {
      throw new AgentError('STORE_UNAVAILABLE', `the lock '${path}' was taken over by another process, try again`);
    }
  };
  try {
    return await operation({ confirm });
  } finally {
    if (await ownerOf(path) === token) await unlink(path);
  }
}

async function acquire(path: string, token: string, abandoned: number): Promise<void> {
  const start = Date.now();
  let watched: string | undefined;
  let since = start;
  while (!await create(path, token)) {
    const now = Date.now();
    const owner = await ownerOf(path);
    if (owner !== watched) since = now;
    watched = owner;
    if (owner !== undefined && now - since > abandoned) await remove(path, owner);
    if (now - start > LONGEST_WAIT) {
      throw new AgentError('TIMEOUT', `no turn within ${LONGEST_WAIT / 1000} s at the lock '${path}', too many write to this store at once`);
    }
    await sleep(PAUSE * (0.5 + Math.random()));
  }
}

/** Creates the lock file, then names its owner in it. Not by a link, which file shares (SMB, FUSE) often do not have. */
async function create(path: string, token: string): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx', 0o644);
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await file.writeFile(token);
    return true;
  } catch (error) {
    await unlink(path);
    throw error;
  } finally {
    await file.close();
  }
}

/** Removes an abandoned lock, and puts it back when it was not the one that was watched. */
async function remove(path: string, owner: string): Promise<void> {
  const taken = `${path}.${randomUUID()}`;
  try {
    await rename(path, taken);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (await ownerOf(taken) !== owner) await link(taken, path).catch(() => undefined);
  await unlink(taken);
}

async function ownerOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
