import type { PipelineTask, TaskSpec, WorkspaceBinding } from './manifest';
import { combineSubPaths } from './workspaces';

/**
 * The bindings of a TaskRun, or what is missing.
 *
 * An inline Task gets every workspace of the run that its steps or sidecars name.
 * Source: `getTaskrunWorkspaces` and `propagateWorkspaces` in pkg/reconciler/pipelinerun/pipelinerun.go.
 *
 * @param bound the bindings of the run
 */
export function taskWorkspaces(
  task: PipelineTask, spec: TaskSpec, bound: readonly WorkspaceBinding[],
): { readonly bindings: WorkspaceBinding[]; readonly missing?: string } {
  const given = task.workspaces ?? [];
  const used = task.taskSpec ? namedWorkspaces(spec).filter((name) => !given.some((workspace) => workspace.name === name)) : [];
  const propagated = used.map((name) => ({ name, workspace: undefined, subPath: undefined }));
  const bindings: WorkspaceBinding[] = [];
  for (const { name, workspace, subPath } of [...given, ...propagated]) {
    const source = bound.find((binding) => binding.name === (workspace || name));
    if (source) {
      const path = combineSubPaths(source.subPath, subPath);
      const { subPath: _own, ...rest } = source;
      bindings.push({ ...rest, name, ...path && { subPath: path } });
    } else if (!spec.workspaces?.some((declared) => declared.name === name && declared.optional)) {
      return { bindings, missing: workspace || name };
    }
  }
  return { bindings };
}

/** The workspaces that the text of a Task refers to. */
function namedWorkspaces(spec: TaskSpec): string[] {
  const containers = [...spec.steps, ...spec.sidecars ?? [], ...spec.stepTemplate ? [spec.stepTemplate] : []];
  const texts = containers.flatMap(({ script, workingDir, command, args, env }) => [
    script, workingDir, ...command ?? [], ...args ?? [], ...(env ?? []).map(({ value }) => value),
  ]);
  const names = texts.flatMap((text) => [...(text ?? '').matchAll(/\$\(workspaces(?:\.([^.)[]+)|\["([^"]+)"\]|\['([^']+)'\])[^)]*\)/g)]);
  return [...new Set(names.map(([, dotted, quoted, single]) => dotted ?? quoted ?? single))];
}
