import { rmSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Anyone may write: what kubelets make has this mode, whatever the umask. */
const OPEN = 0o777;

/** The private directory of a run, which no other user enters. Everything that its steps see lies below it. */
export interface RunHome {
  readonly path: string;
  /** Where claims live, one directory each, for all tasks of the run. */
  readonly claims: string;
  /** A directory, not made yet, that is removed also when the rest is kept. */
  readonly secrets: string;
  /** Makes the directory of one attempt of a TaskRun. */
  attempt(taskRun: string, attempt: number): Promise<string>;
  /** Removes it all, unless it is kept; a second call does nothing. */
  close(): Promise<void>;
}

/** Makes the home of a run in the directory for temporary files. @param keep leaves it when it is closed */
export async function createRunHome(keep: boolean): Promise<RunHome> {
  const path = await mkdtemp(join(tmpdir(), 'cdk8s-tekton-run-'));
  const claims = join(path, 'claims');
  await mkdir(claims);
  const secrets = join(path, 'secrets');
  const removed = keep ? secrets : path;
  const removeAtOnce = (): void => rmSync(removed, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', removeAtOnce);
  return {
    path,
    claims,
    secrets,
    attempt: (taskRun, attempt) => makeDirectory(join(path, 'tasks', taskRun, String(attempt))),
    close: async () => {
      await removeTree(removed);
      process.off('exit', removeAtOnce);
    },
  };
}

/** Makes a directory that anyone may write to, and its parents. @returns its path */
export async function makeDirectory(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  await chmod(path, OPEN);
  return path;
}

/** Removes a directory, those that its owner may not write to included: caches of tools are made so. */
async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    await unlock(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function unlock(path: string): Promise<void> {
  if (!(await lstat(path)).isDirectory()) return;
  await chmod(path, 0o700);
  for (const name of await readdir(path)) await unlock(join(path, name));
}
