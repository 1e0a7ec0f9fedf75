import { resolve } from 'node:path';
import { suggestion } from '../private/suggestion';
import { RunInputError } from './errors';
import type { StringMap, WorkspaceBinding } from './manifest';
import { bindClaimTemplate } from './workspaces';

/** What a run is called, and how it treats workspaces that nobody bound. */
export interface BindContext {
  readonly run: string;
  readonly where: string;
  /** Without a PipelineRun or TaskRun nobody bound anything: required workspaces get a directory of the run. */
  readonly bindAll: boolean;
}

/**
 * Binds the workspaces of a run.
 *
 * @param asked directories of this machine by workspace
 * @throws RunInputError for one that is not declared, or required and not bound
 */
export function bindWorkspaces(
  declared: readonly { readonly name: string; readonly optional?: boolean }[],
  given: readonly WorkspaceBinding[],
  asked: StringMap,
  context: BindContext,
): { readonly workspaces: WorkspaceBinding[]; readonly warnings: string[] } {
  const directories = Object.entries(asked).map(([name, path]): WorkspaceBinding => {
    if (!declared.some((workspace) => workspace.name === name)) {
      throw new RunInputError(`${context.where} has no workspace '${name}'${suggestion(name, declared.map((known) => known.name))}`);
    }
    return { name, hostPath: { path: resolve(path) } };
  });
  const bound = new Map([...given, ...directories].map((binding) => [binding.name, bindClaimTemplate(binding, context.run)]));
  const missing = declared.filter(({ name, optional }) => !optional && !bound.has(name)).map(({ name }) => name);
  if (missing.length > 0 && !context.bindAll) {
    throw new RunInputError(`${context.where} needs workspace '${missing[0]}', bind it with --workspace ${missing[0]}=<directory>`);
  }
  for (const name of missing) bound.set(name, { name, persistentVolumeClaim: { claimName: `${context.run}-${name}` } });
  return { workspaces: [...bound.values()], warnings: missing.map((name) => `workspace '${name}' is not bound, it is an empty directory of this run`) };
}
