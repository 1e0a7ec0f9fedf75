import { posix } from 'path';
import { PATHS } from '../contract/paths';
import { CONTENT_VOLUME } from './injected-step';
import type { PlainTaskSpec, PlainVolumeMount } from './plain';
import type { TaskModel } from './task-model';

/**
 * The mounts by which the kubelet makes directories before the first step, open to any UID: what is mounted there is
 * used by nobody.
 *
 * Two kinds must be there early: directory outputs, which steps write into, and those in which a step starts. The
 * container runtime makes a missing workingDir when the container starts, before anything is fetched, and as root: the
 * fetch step could not write there as another user.
 *
 * @param spec with the step template written into the steps
 */
export function madeDirectories(model: TaskModel, spec: PlainTaskSpec): PlainVolumeMount[] {
  const outputs = model.outputs.filter((output) => output.kind === 'directory' && output.type === 'content').map(({ name }) => name);
  const working = [...spec.steps, ...spec.sidecars ?? []].flatMap(({ workingDir }) => workingDir ? startIn(workingDir) : []);
  const made = outputs.map((name) => ({ folder: `outputs/${name}`, at: name }));
  for (const folder of working) {
    // No output is called so: names have no dots.
    if (!made.some((other) => other.folder === folder)) made.push({ folder, at: `.working-${made.length}` });
  }
  return made.map(({ folder, at }) => ({ name: CONTENT_VOLUME, mountPath: `${PATHS.makeDirectories}/${at}`, subPath: folder }));
}

/** The folder of the content volume that a workingDir is; of one with a variable in it, as far as it is known. */
function startIn(workingDir: string): string[] {
  const at = workingDir.indexOf('$(');
  const path = posix.normalize(at < 0 ? workingDir : posix.dirname(`${workingDir.slice(0, at)}x`)).replace(/\/$/, '');
  const roots = [[PATHS.inputs, 'inputs'], [PATHS.outputs, 'outputs']];
  return roots.filter(([root]) => path.startsWith(`${root}/`)).map(([root, folder]) => folder + path.slice(root.length));
}
