import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { messageOf } from '../contract/thrown';
import { arrayIndexProblem } from './array-index';
import { bindWorkspaces } from './bind-workspaces';
import { referred } from './choose';
import { buildGraph } from './dag';
import type { Documents } from './documents';
import { DEFAULT_TIMEOUT, parseDuration } from './duration';
import { RunInputError } from './errors';
import { nameOf } from './find-object';
import type { Manifest, Param, ParamSpec, PipelineRunSpec, PipelineSpec, PipelineTaskRunSpec, WorkspaceBinding } from './manifest';
import { paramProblem, paramReplacements, pipelineParamReplacements } from './params';
import { replacePipelineVariables } from './pipeline-task-substitution';
import type { PlanBase, PlanOptions } from './plan-options';
import { replaceInBinding } from './resolve-task';
import { bareRunMetadata, runMetadata, type RunMetadata } from './run-metadata';
import { runParams } from './run-params';
import { type Replacements, stringReplacements } from './substitution';
import { checkPipelineTask, findTask } from './supported';
import { taskWorkspaces } from './task-workspaces';

/** A Pipeline ready to run, its params replaced. */
export interface PipelinePlan extends PlanBase {
  readonly kind: 'pipeline';
  readonly pipeline: string;
  readonly spec: PipelineSpec;
  readonly workspaces: readonly WorkspaceBinding[];
  readonly graph: ReadonlyMap<string, readonly string[]>;
  /** Milliseconds, 0: none; undefined: not set. */
  readonly timeouts: { readonly pipeline: number; readonly tasks?: number; readonly finally?: number };
  readonly taskRunSpecs: readonly PipelineTaskRunSpec[];
}

/** What is run: a Pipeline, inline or by reference, as a PipelineRun says. */
interface PipelineSources {
  readonly pipeline: Pick<Manifest<PipelineSpec>, 'metadata' | 'origin' | 'spec'>;
  readonly run: RunMetadata;
  readonly runSpec: PipelineRunSpec;
  /** See `BindContext`. */
  readonly bindAll: boolean;
}

/** Plans a PipelineRun. @throws RunInputError with the place and the fix */
export function planPipelineRun({ metadata, origin, spec }: Manifest<PipelineRunSpec>, documents: Documents, options: PlanOptions): PipelinePlan {
  const run = runMetadata(metadata);
  const pipeline = spec.pipelineSpec
    ? { metadata: { name: run.name }, origin, spec: spec.pipelineSpec }
    : referred(documents.pipelines, 'Pipeline', spec.pipelineRef, run.namespace, `${origin}: PipelineRun '${nameOf(metadata)}' pipelineRef`);
  return planSources({ pipeline, run, runSpec: spec, bindAll: false }, documents, options);
}

/** Plans a Pipeline without a PipelineRun. @throws RunInputError with the place and the fix */
export function planPipeline(pipeline: Manifest<PipelineSpec>, documents: Documents, options: PlanOptions): PipelinePlan {
  return planSources({ pipeline, run: bareRunMetadata(pipeline.metadata), runSpec: {}, bindAll: true }, documents, options);
}

function planSources({ pipeline, run, runSpec, bindAll }: PipelineSources, documents: Documents, options: PlanOptions): PipelinePlan {
  const { metadata, spec } = pipeline;
  const name = nameOf(metadata);
  const where = `${pipeline.origin}: Pipeline '${name}'`;
  const uid = randomUUID();
  const params = checkedParams(spec, runSpec, options, where);
  const binding = { run: run.name, where, bindAll };
  const { workspaces, warnings } = bindWorkspaces(spec.workspaces ?? [], runSpec.workspaces ?? [], options.workspaces ?? {}, binding);
  const replaced = replaceVariables(spec, [
    resolvePipelineParams(spec.params ?? [], params, where),
    contextReplacements(name, uid, run),
    boundReplacements(spec, workspaces),
  ]);
  checkTasks(replaced, workspaces, documents, run.namespace, where);
  return {
    kind: 'pipeline',
    ...run,
    labels: { ...metadata.labels, ...run.labels, 'tekton.dev/pipeline': name },
    annotations: { ...metadata.annotations, ...run.annotations, ...options.annotations },
    uid,
    pipeline: name,
    podTemplate: runSpec.taskRunTemplate?.podTemplate ?? {},
    spec: replaced,
    workspaces: workspaces.map((workspace) => replaceInBinding(workspace, paramReplacements(params))),
    graph: buildGraph(replaced.tasks, where),
    timeouts: timeoutsOf(runSpec, options.timeout, where),
    taskRunSpecs: runSpec.taskRunSpecs ?? [],
    directories: Object.values(options.workspaces ?? {}).map((path) => resolve(path)),
    warnings,
  };
}

function checkedParams(spec: PipelineSpec, runSpec: PipelineRunSpec, options: PlanOptions, where: string): Param[] {
  const params = runParams(spec.params ?? [], runSpec.params ?? [], options.params ?? {}, where);
  // an inline Task's own params hide those of the Pipeline
  const withoutInline = [...spec.tasks, ...spec.finally ?? []].map(({ taskSpec: _inline, ...task }) => task);
  const outOfRange = arrayIndexProblem(spec.params ?? [], params, withoutInline);
  if (outOfRange) throw new RunInputError(`${where}: ${outOfRange}`);
  return params;
}

function replaceVariables(spec: PipelineSpec, replacements: readonly Replacements[]): PipelineSpec {
  const replace = (tasks: PipelineSpec['tasks']): PipelineSpec['tasks'] => tasks.map((task) => replacements.reduce(replacePipelineVariables, task));
  return { ...spec, tasks: replace(spec.tasks), finally: replace(spec.finally ?? []) };
}

function resolvePipelineParams(specs: readonly ParamSpec[], params: readonly Param[], where: string): Replacements {
  try {
    return pipelineParamReplacements(specs, params);
  } catch (error) {
    throw new RunInputError(`${where}: ${messageOf(error)}`);
  }
}

function contextReplacements(pipeline: string, uid: string, run: RunMetadata): Replacements {
  return stringReplacements({
    'context.pipelineRun.name': run.name,
    'context.pipeline.name': pipeline,
    'context.pipelineRun.namespace': run.namespace,
    'context.pipelineRun.uid': uid,
  });
}

function boundReplacements({ workspaces: declared = [] }: PipelineSpec, workspaces: readonly WorkspaceBinding[]): Replacements {
  const bound = new Set(workspaces.map(({ name }) => name));
  return stringReplacements(declared.map(({ name }) => [`workspaces.${name}.bound`, String(bound.has(name))] as const));
}

function checkTasks(spec: PipelineSpec, workspaces: readonly WorkspaceBinding[], documents: Documents, namespace: string, where: string): void {
  const names = new Set<string>();
  for (const task of [...spec.tasks, ...spec.finally ?? []]) {
    const place = `${where} task '${task.name}'`;
    if (names.has(task.name)) throw new RunInputError(`${place} is there twice, names are unique over tasks and finally`);
    names.add(task.name);
    checkPipelineTask(task, documents, namespace, place);
    if (task.timeout !== undefined) parseDuration(task.timeout, `${place} timeout`);
    const found = findTask(task, documents, namespace);
    if (!found) continue;
    const matrixNames = [...task.matrix?.params ?? [], ...(task.matrix?.include ?? []).flatMap(({ params }) => params ?? [])].map(({ name }) => name);
    const problem = paramProblem(found.spec.params ?? [], task.params ?? [], matrixNames);
    if (problem) throw new RunInputError(`${place}: ${problem}`);
    const { missing } = taskWorkspaces(task, found.spec, workspaces);
    if (missing) throw new RunInputError(`${place} needs workspace '${missing}', bind it with --workspace ${missing}=<directory>`);
  }
}

function timeoutsOf({ timeouts, taskRunSpecs = [] }: PipelineRunSpec, override: string | undefined, where: string): PipelinePlan['timeouts'] {
  const read = (text: string | undefined, name: string): number | undefined => (text === undefined ? undefined : parseDuration(text, `${where} timeouts.${name}`));
  // read where the task starts: here only to find a wrong one before anything runs
  for (const { pipelineTaskName, timeout } of taskRunSpecs) {
    if (timeout !== undefined) parseDuration(timeout, `${where} taskRunSpecs timeout of '${pipelineTaskName}'`);
  }
  const pipeline = read(override ?? timeouts?.pipeline, 'pipeline');
  const tasks = read(timeouts?.tasks, 'tasks');
  const last = read(timeouts?.finally, 'finally');
  const rest = (other: number | undefined): number | undefined => (pipeline && other ? Math.max(pipeline - other, 1) : undefined);
  return { pipeline: pipeline ?? DEFAULT_TIMEOUT, tasks: tasks ?? rest(last), finally: last ?? rest(tasks) };
}
