import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { bindWorkspaces } from './bind-workspaces';
import { referred } from './choose';
import type { Documents } from './documents';
import { DEFAULT_TIMEOUT, parseDuration } from './duration';
import { nameOf } from './find-object';
import type { Manifest, Metadata, Param, TaskRunSpec, TaskSpec, WorkspaceBinding } from './manifest';
import type { PlanBase, PlanOptions } from './plan-options';
import { bareRunMetadata, runMetadata, type RunMetadata } from './run-metadata';
import { runParams } from './run-params';
import { checkTask } from './supported';

/** A Task to run on its own. */
export interface TaskPlan extends PlanBase {
  readonly kind: 'task';
  readonly task: string;
  readonly spec: TaskSpec;
  /** Of a Task by reference. */
  readonly metadata?: Metadata;
  readonly params: readonly Param[];
  readonly workspaces: readonly WorkspaceBinding[];
  /** Milliseconds, 0: none. */
  readonly timeout: number;
  readonly retries: number;
}

/** What is run: a Task, inline or by reference, as a TaskRun says. */
interface TaskSources {
  readonly task: Pick<Manifest<TaskSpec>, 'metadata' | 'origin' | 'spec'>;
  readonly isInline: boolean;
  readonly run: RunMetadata;
  readonly runSpec: TaskRunSpec;
  /** See `BindContext`. */
  readonly bindAll: boolean;
}

/** Plans a TaskRun. @throws RunInputError with the place and the fix */
export function planTaskRun({ metadata, origin, spec }: Manifest<TaskRunSpec>, documents: Documents, options: PlanOptions): TaskPlan {
  const run = runMetadata(metadata);
  const task = spec.taskSpec
    ? { metadata: { name: run.name }, origin, spec: spec.taskSpec }
    : referred(documents.tasks, 'Task', spec.taskRef, run.namespace, `${origin}: TaskRun '${run.name}' taskRef`);
  return planSources({ task, isInline: spec.taskSpec !== undefined, run, runSpec: spec, bindAll: false }, documents, options);
}

/** Plans a Task without a TaskRun. @throws RunInputError with the place and the fix */
export function planTask(task: Manifest<TaskSpec>, documents: Documents, options: PlanOptions): TaskPlan {
  return planSources({ task, isInline: false, run: bareRunMetadata(task.metadata), runSpec: {}, bindAll: true }, documents, options);
}

function planSources({ task, isInline, run, runSpec, bindAll }: TaskSources, documents: Documents, options: PlanOptions): TaskPlan {
  const { metadata, spec } = task;
  const name = nameOf(metadata);
  const where = `${task.origin}: Task '${name}'`;
  checkTask(spec, documents, run.namespace, where);
  const params = runParams(spec.params ?? [], runSpec.params ?? [], options.params ?? {}, where);
  const binding = { run: run.name, where, bindAll };
  const { workspaces, warnings } = bindWorkspaces(spec.workspaces ?? [], runSpec.workspaces ?? [], options.workspaces ?? {}, binding);
  const timeout = options.timeout ?? runSpec.timeout;
  return {
    kind: 'task',
    ...run,
    annotations: { ...run.annotations, ...options.annotations },
    uid: randomUUID(),
    podTemplate: runSpec.podTemplate ?? {},
    task: name,
    spec,
    ...isInline ? {} : { metadata },
    params,
    workspaces,
    timeout: timeout === undefined ? DEFAULT_TIMEOUT : parseDuration(timeout, `${where} timeout`),
    retries: runSpec.retries ?? 0,
    directories: Object.values(options.workspaces ?? {}).map((path) => resolve(path)),
    warnings,
  };
}
