import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT_CODES } from '../contract/exit-codes';
import { repository as repositoryField } from '../contract/storage-fields';
import { messageOf } from '../contract/thrown';
import { FETCH_STEP, UPLOAD_STEP } from '../lowering/injected-step';
import { type Credential, DockerConfigCredentials, Reference } from '../oci-client';
import { RunInputError } from './errors';
import type { Mount } from './launch';
import type { TaskRunReport } from './report';
import type { NamedStep } from './resolve-task';

/** The steps that speak to the store, and the first of their arguments. */
const INJECTED: ReadonlyMap<string, string> = new Map([[FETCH_STEP, 'fetch'], [UPLOAD_STEP, 'upload']]);

/** Where Tekton puts the docker config of a ServiceAccount. */
const MOUNT_PATH = '/tekton/creds/.docker';

/** What to do where {@link wasRefused}. */
export const LOGIN_ADVICE = 'steps get credentials of yours only when you say so: those of docker login by --login <repository>, those of a bucket by --env';

/** Where credentials are copied to. */
export interface LoginPlace {
  /** A directory to be made, in one that only its owner enters. */
  readonly directory: string;
  /** Steps in containers may run as any user of theirs. */
  readonly inContainers: boolean;
}

/**
 * Writes a docker config with what `docker login` knows of some repositories, and nothing else.
 *
 * Credential helpers are asked here: steps have neither them nor their keychain.
 *
 * @throws RunInputError for a repository without credentials
 */
export async function copyLogins(
  repositories: readonly string[], { directory, inContainers }: LoginPlace, env: Readonly<NodeJS.ProcessEnv>,
): Promise<void> {
  const source = new DockerConfigCredentials({ env });
  const auths = Object.fromEntries(await Promise.all(repositories.map((repository) => entryOf(repository, source))));
  const file = join(directory, 'config.json');
  await mkdir(directory);
  await writeFile(file, JSON.stringify({ auths }), { mode: 0o600 });
  // whatever the umask
  if (inContainers) await Promise.all([chmod(directory, 0o755), chmod(file, 0o644)]);
}

/** The mount by which a step sees them: one that fetches or uploads. Steps of the author and sidecars do not. */
export function loginMounts({ name, args = [], script }: NamedStep, directory: string | undefined): Mount[] {
  const isInjected = script === undefined && INJECTED.has(name) && INJECTED.get(name) === args[0];
  return directory !== undefined && isInjected ? [{ path: MOUNT_PATH, place: directory, readOnly: true }] : [];
}

/** Whether a store did not let an injected step in. */
export function wasRefused(taskRuns: readonly TaskRunReport[]): boolean {
  return taskRuns.some(({ steps }) => steps.some(({ name, exitCode }) => INJECTED.has(name) && exitCode === EXIT_CODES.UNAUTHORIZED));
}

/** An entry of `auths`, see containers-auth.json(5). */
async function entryOf(repository: string, source: DockerConfigCredentials): Promise<[string, object]> {
  try {
    const written = repositoryField.safeParse(repository);
    // what names no registry means Docker Hub, whose credentials would be copied in the place of others
    if (!written.success) throw new Error(written.error.issues[0].message);
    const reference = Reference.parse(repository);
    const credential = await source.credential(reference);
    if (credential === undefined) throw new Error("no credentials were found, 'docker login' keeps some");
    return [reference.name, authOf(credential)];
  } catch (error) {
    throw new RunInputError(`login '${repository}': ${messageOf(error)}`);
  }
}

function authOf({ username = '', password = '', refreshToken, accessToken }: Credential): object {
  if (accessToken !== undefined) return { registrytoken: accessToken };
  if (refreshToken !== undefined) return { identitytoken: refreshToken };
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') };
}
