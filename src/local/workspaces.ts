import { posix } from 'node:path';
import { TaskRunError } from './errors';
import type { Container, Step, TaskSpec, Volume, VolumeMount, WorkspaceBinding, WorkspaceDeclaration } from './manifest';
import { mergeReplacements, type Replacements, stringReplacements } from './substitution';
import { replaceInSidecar, replaceInStep, replaceInTask } from './task-substitution';

/** Where a workspace is mounted unless its declaration says otherwise. */
function workspacePath(declaration: WorkspaceDeclaration): string {
  return declaration.mountPath || `/workspace/${declaration.name}`;
}

/** What is wrong with the bindings for these declarations, or undefined. Source: pkg/workspace/validate.go. */
export function bindingProblem(declarations: readonly WorkspaceDeclaration[], bindings: readonly WorkspaceBinding[]): string | undefined {
  const bound = new Set(bindings.map(({ name }) => name));
  const missing = declarations.find(({ name, optional }) => !optional && !bound.has(name));
  return missing && `declared workspace "${missing.name}" is required but has not been bound`;
}

/**
 * Replaces `$(workspaces.x.path)`, `.bound`, `.claim` and `.volume`.
 *
 * A step that mounts a workspace elsewhere sees that path; bindings without a declaration are declared on the way.
 * Source: `ApplyWorkspaces` in pkg/reconciler/taskrun/resources/apply.go.
 */
export function replaceWorkspaces(spec: TaskSpec, bindings: readonly WorkspaceBinding[]): TaskSpec {
  const declared = new Set((spec.workspaces ?? []).map(({ name }) => name));
  const propagated: WorkspaceDeclaration[] = bindings.filter(({ name }) => !declared.has(name)).map(({ name }) => ({ name }));
  const workspaces = [...spec.workspaces ?? [], ...propagated];
  const bound = new Set(bindings.map(({ name }) => name));
  const present = workspaces.filter(({ name, optional }) => !optional || bound.has(name));
  const absent = workspaces.filter((workspace) => !present.includes(workspace));
  const withPaths = present.reduce(replacePath, { ...spec, workspaces });
  return replaceInTask(withPaths, mergeReplacements(
    stringReplacements(absent.flatMap(({ name }) => [[`workspaces.${name}.bound`, 'false'], [`workspaces.${name}.path`, '']] as const)),
    stringReplacements(present.map(({ name }) => [`workspaces.${name}.bound`, 'true'] as const)),
    stringReplacements(bindings.flatMap(({ name, persistentVolumeClaim }) => [
      [`workspaces.${name}.volume`, workspaceVolume(name)], [`workspaces.${name}.claim`, persistentVolumeClaim?.claimName ?? ''],
    ] as const)),
  ));
}

/**
 * Mounts the bound workspaces: into every step and sidecar, or, once any of them names it, into those that do.
 *
 * Source: `Apply` in pkg/workspace/apply.go.
 * @param spec with {@link replaceWorkspaces} done, stepTemplate merged
 */
export function mountWorkspaces(spec: TaskSpec, bindings: readonly WorkspaceBinding[]): TaskSpec {
  const isolated = new Set([...spec.steps, ...spec.sidecars ?? []].flatMap(({ workspaces }) => (workspaces ?? []).map(({ name }) => name)));
  const mounts = bindings.map((binding) => {
    const declaration = (spec.workspaces ?? []).find(({ name }) => name === binding.name) ?? { name: binding.name };
    return { name: binding.name, isolated: isolated.has(binding.name), mount: workspaceMount(declaration, binding) };
  });
  const mounted = <T extends Container>(container: T): T => ({
    ...container, volumeMounts: [...container.volumeMounts ?? [], ...mounts.flatMap((workspace) => mountFor(container, workspace))],
  });
  return {
    ...spec,
    steps: spec.steps.map(mounted),
    ...spec.sidecars && { sidecars: spec.sidecars.map(mounted) },
    volumes: [...spec.volumes ?? [], ...bindings.map(workspaceSource)],
  };
}

/** The directory of a PipelineRun's claim template as a claim, so that all its TaskRuns share it. */
export function bindClaimTemplate(binding: WorkspaceBinding, run: string): WorkspaceBinding {
  const { volumeClaimTemplate, ...rest } = binding;
  if (!volumeClaimTemplate) return binding;
  return { ...rest, persistentVolumeClaim: { claimName: `${volumeClaimTemplate.metadata?.name ?? 'pvc'}-${run}-${binding.name}` } };
}

/** The subPath of the run's binding and of the PipelineTask, joined. */
export function combineSubPaths(binding: string | undefined, task: string | undefined): string | undefined {
  return binding && task ? posix.join(binding, task) : binding || task;
}

function replacePath(spec: TaskSpec, declaration: WorkspaceDeclaration): TaskSpec {
  const variable = `workspaces.${declaration.name}.path`;
  const own = (container: Container): Replacements | undefined => {
    const usage = (container.workspaces ?? []).find(({ name, mountPath }) => name === declaration.name && mountPath);
    return usage && stringReplacements({ [variable]: usage.mountPath as string });
  };
  const steps = spec.steps.map((step): Step => {
    const replacements = own(step);
    return replacements ? replaceInStep(step, replacements) : step;
  });
  const sidecars = spec.sidecars?.map((sidecar) => {
    const replacements = own(sidecar);
    return replacements ? replaceInSidecar(sidecar, replacements) : sidecar;
  });
  const rest = stringReplacements({ [variable]: workspacePath(declaration) });
  return replaceInTask({ ...spec, steps, ...sidecars && { sidecars } }, rest);
}

function workspaceMount(declaration: WorkspaceDeclaration, binding: WorkspaceBinding): VolumeMount {
  return {
    name: workspaceVolume(binding.name),
    mountPath: workspacePath(declaration),
    readOnly: declaration.readOnly,
    ...binding.subPath && { subPath: binding.subPath },
  };
}

interface WorkspaceMount {
  readonly name: string;
  readonly isolated: boolean;
  readonly mount: VolumeMount;
}

function mountFor(container: Container, workspace: WorkspaceMount): VolumeMount[] {
  const usage = (container.workspaces ?? []).find(({ name }) => name === workspace.name);
  if (workspace.isolated && !usage) return [];
  const mount = usage?.mountPath ? { ...workspace.mount, mountPath: usage.mountPath } : workspace.mount;
  // A container's own mount at the same place stays.
  return (container.volumeMounts ?? []).some(({ mountPath }) => mountPath === mount.mountPath) ? [] : [mount];
}

function workspaceSource(binding: WorkspaceBinding): Volume {
  const { name, subPath: _subPath, volumeClaimTemplate, ...source } = binding;
  if (volumeClaimTemplate) throw new TaskRunError('TaskRunValidationFailed', `workspace '${name}' still has a volumeClaimTemplate`);
  return { ...source, name: workspaceVolume(name) };
}

function workspaceVolume(name: string): string {
  return `ws-${name}`;
}
