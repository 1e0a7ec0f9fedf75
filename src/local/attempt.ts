import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EnvSources, expand } from './env';
import { TaskRunError } from './errors';
import type { RunEvent } from './events';
import type { Launcher, Mount } from './launch';
import type { Container, StepActionSpec } from './manifest';
import type { PodMetadata } from './pod-metadata';
import type { ResolvedTask } from './resolve-task';
import { makeDirectory } from './run-home';
import { makeVolume, mountPlace, type VolumeContext } from './volumes';

/** What TaskRuns of a run have in common. */
export interface TaskRunContext extends Omit<EnvSources, 'pod'> {
  readonly claims: string;
  readonly launcher: Launcher;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  /** The directory with a docker config for the injected steps. Default: they have what Secrets of the input give them. */
  readonly dockerConfig?: string;
  attemptDirectory(taskRun: string, attempt: number): Promise<string>;
  stepAction(name: string): StepActionSpec | undefined;
  allowsHostPath(path: string): boolean;
  emit(event: RunEvent): void;
}

/** The file system and env of one attempt: what a pod would be. */
export interface Attempt {
  readonly directory: string;
  readonly sources: EnvSources;
  /** The directory of each volume. */
  readonly volumes: ReadonlyMap<string, string>;
}

/** What every container of a pod has from Tekton, at the paths of the pod; directories shared by its steps. */
const SHARED_DIRECTORIES: { readonly [path: string]: string } = {
  '/workspace': 'workspace',
  '/tekton/home': 'tekton/home',
  '/tekton/results': 'tekton/results',
  '/tekton/steps': 'tekton/steps',
  '/tekton/artifacts': 'tekton/artifacts',
};

/** Makes the directories and volumes of an attempt. @throws TaskRunError when a volume cannot be made */
export async function openAttempt(task: ResolvedTask, directory: string, pod: PodMetadata, context: TaskRunContext): Promise<Attempt> {
  for (const path of Object.values(SHARED_DIRECTORIES)) await makeDirectory(join(directory, path));
  const sources: EnvSources = { pod, configMap: (name) => context.configMap(name), secret: (name) => context.secret(name) };
  const allowsHostPath = (path: string): boolean => context.allowsHostPath(path);
  const volumeContext: VolumeContext = { ...sources, attempt: directory, claims: context.claims, allowsHostPath };
  const volumes = new Map<string, string>();
  for (const volume of task.volumes) volumes.set(volume.name, await makeVolume(volume, volumeContext));
  for (const step of task.steps) {
    await makeDirectory(join(stepMetadata(directory, step.name), 'results'));
    await makeDirectory(join(stepMetadata(directory, step.name), 'artifacts'));
  }
  return { directory, sources, volumes };
}

/** The directory of a step's results and exit code on this machine. */
export function stepMetadata(directory: string, step: string): string {
  return join(directory, 'tekton/steps', `step-${step}`);
}

/**
 * The mounts of a container: its own, then Tekton's where the container has none at that path.
 *
 * @param own the directory of the container on this machine
 */
export async function containerMounts(container: Container, attempt: Attempt, own: string, env: ReadonlyMap<string, string>): Promise<Mount[]> {
  const mounts: Mount[] = [];
  for (const mount of container.volumeMounts ?? []) {
    const volume = attempt.volumes.get(mount.name);
    if (!volume) throw new TaskRunError('PodCreationFailed', `'${container.name}' mounts volume '${mount.name}', which the Task does not declare`);
    const path = mount.mountPath.replace(/(.)\/+$/, '$1');
    if (mounts.some((other) => other.path === path)) {
      throw new TaskRunError('PodCreationFailed', `'${container.name}' mounts '${path}' twice, a mountPath must be unique`);
    }
    const subPath = mount.subPathExpr ? expand(mount.subPathExpr, env) : mount.subPath;
    mounts.push({ path, place: await mountPlace(mount, volume, subPath), readOnly: mount.readOnly ?? false });
  }
  const termination = join(own, 'termination');
  const credentials = join(own, 'credentials');
  await mkdir(credentials, { recursive: true });
  await writeFile(termination, '');
  const implicit = [
    ...Object.entries(SHARED_DIRECTORIES).map(([path, place]) => ({ path, place: join(attempt.directory, place), readOnly: false })),
    { path: '/tekton/creds', place: credentials, readOnly: false },
    { path: '/tekton/termination', place: termination, readOnly: false },
  ];
  return [...mounts, ...implicit.filter(({ path }) => !mounts.some((mount) => mount.path === path))];
}

/** The text of a file, or undefined when it is not there. A directory counts as not there. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
