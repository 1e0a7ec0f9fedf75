import { posix } from 'path';
import { ARTIFACTS_ROOT } from '../contract/paths';
import { duplicates } from './duplicates';
import { isReservedVolume } from './injected-step';
import type { PlainSidecar, PlainStep } from './plain';
import type { TaskModel } from './task-model';
import { usesArtifacts } from './uses-artifacts';

/** What is wrong with volumes, and with what is mounted over artifacts, in full sentences. */
export function checkMounts(task: string, model: TaskModel): string[] {
  return [...checkVolumes(task, model), ...usesArtifacts(model) ? checkWorkspaces(task, model) : []];
}

function checkVolumes(task: string, model: TaskModel): string[] {
  const volumes = (model.spec.volumes ?? []).map((volume) => volume.name);
  const isChanged = usesArtifacts(model);
  const containers: readonly (PlainStep | PlainSidecar)[] = [...model.spec.steps, ...model.spec.sidecars ?? []];
  const templateMounts = (model.spec.stepTemplate?.volumeMounts ?? []).map((mount) => ({ owner: 'stepTemplate', mount }));
  const mounts = [...templateMounts, ...containers.flatMap((container) =>
    (container.volumeMounts ?? []).map((mount) => ({ owner: `'${container.name}'`, mount })))];
  return [
    ...duplicates(volumes).map((name) => `${task} has two volumes '${name}', give each its own name`),
    ...volumes.filter((name) => isChanged && isReservedVolume(name)).map((name) =>
      `${task} has volume '${name}', a name the compiler uses: rename it`),
    ...mounts.flatMap(({ owner, mount }) => {
      const path = posix.normalize(mount.mountPath);
      if (under(path, '/tekton') && !under(path, '/tekton/home')) {
        return [`${task} mounts '${mount.name}' at '${mount.mountPath}' in ${owner}, Tekton refuses mounts under /tekton: choose another path`];
      }
      if (isChanged && hidesArtifacts(path)) {
        return [`${task} mounts '${mount.name}' at '${mount.mountPath}' in ${owner}, artifacts live under ${ARTIFACTS_ROOT}: choose another path`];
      }
      if (volumes.includes(mount.name) || mount.name.includes('$(')) return [];
      return [`${task} mounts the volume '${mount.name}' in ${owner} and has no such volume, add it with addVolume()`];
    }),
    ...containers.flatMap((container) => duplicates((container.volumeMounts ?? []).map((mount) => mount.mountPath)).map((path) =>
      `${task} mounts two volumes at '${path}' in '${container.name}', use two paths`)),
  ];
}

function checkWorkspaces(task: string, model: TaskModel): string[] {
  return (model.spec.workspaces ?? []).filter(({ mountPath }) => typeof mountPath === 'string' && hidesArtifacts(posix.normalize(mountPath))).map((workspace) =>
    `${task} mounts the workspace '${workspace.name}' at '${workspace.mountPath}', artifacts live under ${ARTIFACTS_ROOT}: choose another path`);
}

/** A mount there would lie over artifacts, or under them. */
function hidesArtifacts(path: string): boolean {
  return under(path, ARTIFACTS_ROOT) || under(ARTIFACTS_ROOT, path);
}

/** Tells whether a path is a folder or lies below it. */
function under(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);
}
