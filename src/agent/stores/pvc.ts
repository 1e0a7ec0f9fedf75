import { realpath } from 'fs/promises';
import { join, sep } from 'path';
import { makeDirectories } from '../../private/make-directories';
import { AgentError, systemCodeOf, writeFailure } from '../errors';

/** Where a claim is mounted in this step. */
export interface ClaimMount {
  readonly name: string;
  readonly path: string;
}

/** The folder of a run on a claim. */
export interface PvcLocation {
  readonly claim: string;
  /** Relative to the root of the claim, without `.` and `..`. */
  readonly path: string;
}

const DEFAULT_BASE_PATH = '/artifacts';

/** The names of Kubernetes objects, and uids: what folders on a claim may be called below the base path. */
const FOLDER = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * Where a run stores on a claim: `<basePath>/<namespace>/<uid of the PipelineRun, else of the TaskRun>`.
 *
 * @throws AgentError `CONFIG_INVALID` without a namespace or uid: two runs would share a folder
 */
export function pvcLocation(claim: string, basePath: string = DEFAULT_BASE_PATH, run: { namespace: string; uid: string }): PvcLocation {
  for (const [what, folder] of [['namespace', run.namespace], ["run's uid", run.uid]]) {
    if (!FOLDER.test(folder)) {
      throw new AgentError('CONFIG_INVALID', `the ${what} '${folder}' cannot be a folder on claim '${claim}', `
        + "mount the pod's labels and namespace (downward API) into the injected steps");
    }
  }
  const parts = [...basePath.split('/'), run.namespace, run.uid].filter((part) => part !== '' && part !== '.');
  return { claim, path: parts.join('/') };
}

/** The `uri` of what is stored there: `pvc:<claim>/<path>`. */
export function formatPvcUri({ claim, path }: PvcLocation): string {
  return `pvc:${claim}/${path}`;
}

/** Reads {@link formatPvcUri}. @throws AgentError `REFERENCE_INVALID` for any other text, above all with `..` */
export function parsePvcUri(uri: string): PvcLocation {
  const [, claim, path] = /^pvc:([a-z0-9][a-z0-9.-]*)\/(.+)$/.exec(uri) ?? [];
  const isPlain = path?.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPlain || /[\0\\]/.test(path)) {
    throw new AgentError('REFERENCE_INVALID', `uri '${uri}' is not 'pvc:<claim>/<path>' with a path without '.' and '..'`);
  }
  return { claim, path };
}

/**
 * The directory of a location in this step.
 *
 * @throws AgentError `CONFIG_INVALID` when another claim, or none, is mounted
 */
export function claimDirectory(location: PvcLocation, mount: ClaimMount | undefined): string {
  if (mount?.name !== location.claim) {
    const mounted = mount === undefined ? 'no claim' : `claim '${mount.name}'`;
    throw new AgentError('CONFIG_INVALID', `content is on claim '${location.claim}' but ${mounted} is mounted into this step: `
      + `a Pod's claims are fixed when it is made, so set claimName '${location.claim}' where the Task is synthesized`);
  }
  return join(mount.path, location.path);
}

/**
 * Makes the folder of a run and proves that it is on the claim: others who write there may have put a symbolic link
 * in its way.
 */
export async function makeClaimDirectory(directory: string, mount: ClaimMount): Promise<void> {
  try {
    await makeDirectories(directory);
    await checkOnClaim(directory, mount);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM') throw writeFailure(`'${directory}'`, error, 'STORE_UNAVAILABLE');
    throw new AgentError('UNAUTHORIZED', `cannot write to claim '${mount.name}' (${code}), `
      + "give the step's user access: set fsGroup in the run's podTemplate, or another runAsUser", { cause: error });
  }
}

/** @throws AgentError `REFERENCE_INVALID` when the directory is, by a symbolic link, not on the claim. A missing one is fine */
export async function checkOnClaim(directory: string, mount: ClaimMount): Promise<void> {
  const root = await realpath(mount.path);
  const actual = await realpath(directory).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return root;
    throw error;
  });
  if (actual !== root && !actual.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw new AgentError('REFERENCE_INVALID', `'${directory}' leads out of claim '${mount.name}' by a symbolic link, remove it`);
  }
}
