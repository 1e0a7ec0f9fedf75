import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { suggestion } from '../private/suggestion';
import { arrayIndexProblem } from './array-index';
import { bindWorkspaces } from './bind-workspaces';
import { buildGraph } from './dag';
import type { Documents } from './documents';
import { DEFAULT_TIMEOUT, parseDuration } from './duration';
import { RunInputError } from './errors';
import type {
  Manifest, Metadata, Param, ParamSpec, PipelineRunSpec, PipelineSpec, PipelineTaskRunSpec, PodTemplate, StringMap, TaskReference, TaskRunSpec,
  TaskSpec, WorkspaceBinding,
} from './manifest';
import type { ParamValue } from './param-value';
import { paramProblem, paramReplacements, pipelineParamReplacements } from './params';
import { replacePipelineVariables } from './pipeline-task-substitution';
import { replaceInBinding } from './resolve-task';
import { runParams } from './run-params';
import { type Replacements, stringReplacements } from './substitution';
import { checkPipelineTask, checkTask, findTask } from './supported';
import { taskWorkspaces } from './task-workspaces';

/** What a person asks for. */
export interface PlanOptions {
  /** At most one of these; none: the only PipelineRun, Pipeline, TaskRun or Task of the input. */
  readonly pipeline?: string;
  readonly task?: string;
  readonly pipelineRun?: string;
  /** Values by param; text is read as the type of the param: JSON for objects, JSON or `a,b` for arrays. */
  readonly params?: { readonly [name: string]: ParamValue };
  /** Directories of this machine by workspace. */
  readonly workspaces?: StringMap;
  /** Annotations of the run, stronger than all others. */
  readonly annotations?: StringMap;
  /** Replaces the timeout of the run: `10m`. */
  readonly timeout?: string;
}

/** What the two kinds of plan have in common. */
interface PlanBase {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly podTemplate: PodTemplate;
  /** Directories that were named as workspaces. */
  readonly directories: readonly string[];
  readonly warnings: readonly string[];
}

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

/** A Task to run on its own. */
export interface TaskPlan extends PlanBase {
  readonly kind: 'task';
  readonly task: string;
  readonly spec: TaskSpec;
  readonly metadata?: Metadata;
  readonly params: readonly Param[];
  readonly workspaces: readonly WorkspaceBinding[];
  readonly timeout: number;
  readonly retries: number;
}

/**
 * Decides what to run and checks that it can be: nothing is executed before the whole input is known to be usable.
 *
 * @throws RunInputError with the place and the fix
 */
export function plan(documents: Documents, options: PlanOptions): PipelinePlan | TaskPlan {
  const choice = choose(documents, options);
  switch (choice.kind) {
    case 'PipelineRun': return planPipelineRun(choice.object, documents, options);
    case 'Pipeline': return planPipeline(choice.object, bareRun(choice.object.metadata), documents, options, true);
    case 'TaskRun': return planTaskRun(choice.object, documents, options);
    case 'Task': return planTask(choice.object, bareRun(choice.object.metadata), { spec: choice.object.spec, options, bindAll: true }, documents);
  }
}

type Choice =
  | { readonly kind: 'PipelineRun'; readonly object: Manifest<PipelineRunSpec> }
  | { readonly kind: 'Pipeline'; readonly object: Manifest<PipelineSpec> }
  | { readonly kind: 'TaskRun'; readonly object: Manifest<TaskRunSpec> }
  | { readonly kind: 'Task'; readonly object: Manifest<TaskSpec> };

function choose(documents: Documents, { pipeline, task, pipelineRun }: PlanOptions): Choice {
  if ([pipeline, task, pipelineRun].filter((name) => name !== undefined).length > 1) {
    throw new RunInputError('expected only one of pipeline, task and pipelinerun');
  }
  if (pipelineRun !== undefined) return { kind: 'PipelineRun', object: named(documents.pipelineRuns, 'PipelineRun', pipelineRun) };
  if (pipeline !== undefined) return { kind: 'Pipeline', object: named(documents.pipelines, 'Pipeline', pipeline) };
  if (task !== undefined) return { kind: 'Task', object: named(documents.tasks, 'Task', task) };
  const kinds = [
    ...documents.pipelineRuns.map((object): Choice => ({ kind: 'PipelineRun', object })),
    ...documents.pipelines.map((object): Choice => ({ kind: 'Pipeline', object })),
    ...documents.taskRuns.map((object): Choice => ({ kind: 'TaskRun', object })),
    ...documents.tasks.map((object): Choice => ({ kind: 'Task', object })),
  ];
  const first = kinds[0];
  if (!first) throw new RunInputError('the input has no Pipeline, Task, PipelineRun or TaskRun, synthesize one first');
  const same = kinds.filter(({ kind }) => kind === first.kind);
  if (same.length === 1) return first;
  throw new RunInputError(`the input has ${same.length} ${first.kind}s, name one of them: ${same.map(({ object }) => nameOf(object.metadata)).join(', ')}`);
}

function named<Spec>(objects: readonly Manifest<Spec>[], kind: string, name: string): Manifest<Spec> {
  const found = objects.find(({ metadata }) => nameOf(metadata) === name);
  if (found) return found;
  if (objects.length === 0) throw new RunInputError(`there is no ${kind} '${name}', the input has no ${kind} at all`);
  throw new RunInputError(`there is no ${kind} '${name}'${suggestion(name, objects.map(({ metadata }) => nameOf(metadata)))}`);
}

/** The run that a person would write for a Pipeline or Task. */
interface RunIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly spec: PipelineRunSpec;
}

function bareRun(metadata: Metadata): RunIdentity {
  return { name: `${nameOf(metadata)}-local`, namespace: metadata.namespace ?? 'default', labels: {}, annotations: {}, spec: {} };
}

function runOf({ metadata, spec }: Manifest<PipelineRunSpec>): RunIdentity {
  const name = metadata.name ?? `${metadata.generateName ?? 'run-'}local`;
  return { name, namespace: metadata.namespace ?? 'default', labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {}, spec };
}

function planPipelineRun(object: Manifest<PipelineRunSpec>, documents: Documents, options: PlanOptions): PipelinePlan {
  const { pipelineRef, pipelineSpec } = object.spec;
  if (pipelineSpec) {
    const embedded = { ...object, kind: 'Pipeline', spec: pipelineSpec, metadata: { name: runOf(object).name } };
    return planPipeline(embedded, runOf(object), documents, options, false);
  }
  const where = `${object.origin}: PipelineRun '${nameOf(object.metadata)}'`;
  const name = localName(pipelineRef, `${where} pipelineRef`);
  return planPipeline(named(documents.pipelines, 'Pipeline', name), runOf(object), documents, options, false);
}

function planPipeline(object: Manifest<PipelineSpec>, run: RunIdentity, documents: Documents, options: PlanOptions, bindAll: boolean): PipelinePlan {
  const pipeline = nameOf(object.metadata);
  const where = `${object.origin}: Pipeline '${pipeline}'`;
  const { spec } = object;
  const params = runParams(spec.params ?? [], run.spec.params ?? [], options.params ?? {}, where);
  const withoutInline = [...spec.tasks, ...spec.finally ?? []].map(({ taskSpec: _inline, ...task }) => task);
  const outOfRange = arrayIndexProblem(spec.params ?? [], params, withoutInline);
  if (outOfRange) throw new RunInputError(`${where}: ${outOfRange}`);
  const binding = { run: run.name, where, bindAll };
  const { workspaces, warnings } = bindWorkspaces(spec.workspaces ?? [], run.spec.workspaces ?? [], options.workspaces ?? {}, binding);
  for (const { pipelineTaskName, timeout } of run.spec.taskRunSpecs ?? []) {
    if (timeout !== undefined) parseDuration(timeout, `${where} taskRunSpecs timeout of '${pipelineTaskName}'`);
  }
  const uid = randomUUID();
  const given = paramReplacements(params);
  const bound = new Set(workspaces.map(({ name }) => name));
  const replacements = [
    resolvePipelineParams(spec.params ?? [], params, where),
    stringReplacements({
      'context.pipelineRun.name': run.name,
      'context.pipeline.name': pipeline,
      'context.pipelineRun.namespace': run.namespace,
      'context.pipelineRun.uid': uid,
    }),
    stringReplacements((spec.workspaces ?? []).map(({ name }) => [`workspaces.${name}.bound`, String(bound.has(name))] as const)),
  ];
  const replace = (tasks: PipelineSpec['tasks']): PipelineSpec['tasks'] => tasks.map((task) => replacements.reduce(replacePipelineVariables, task));
  const replaced: PipelineSpec = { ...spec, tasks: replace(spec.tasks), finally: replace(spec.finally ?? []) };
  checkTasks(replaced, workspaces, documents, run.namespace, where);
  return {
    kind: 'pipeline',
    name: run.name,
    namespace: run.namespace,
    uid,
    pipeline,
    labels: { ...object.metadata.labels, ...run.labels, 'tekton.dev/pipeline': pipeline },
    annotations: { ...object.metadata.annotations, ...run.annotations, ...options.annotations },
    podTemplate: run.spec.taskRunTemplate?.podTemplate ?? {},
    spec: replaced,
    workspaces: workspaces.map((workspace) => replaceInBinding(workspace, given)),
    graph: buildGraph(replaced.tasks, where),
    timeouts: timeoutsOf(run.spec, options.timeout, where),
    taskRunSpecs: run.spec.taskRunSpecs ?? [],
    directories: Object.values(options.workspaces ?? {}).map((path) => resolve(path)),
    warnings,
  };
}

function planTaskRun(object: Manifest<TaskRunSpec>, documents: Documents, options: PlanOptions): TaskPlan {
  const { taskRef, taskSpec } = object.spec;
  const run = runOf(object as Manifest<PipelineRunSpec>);
  if (taskSpec) {
    const embedded = { ...object, spec: taskSpec, metadata: { name: run.name } };
    return planTask(embedded, run, { spec: taskSpec, taskRun: object.spec, options, bindAll: false }, documents);
  }
  const task = named(documents.tasks, 'Task', localName(taskRef, `${object.origin}: TaskRun '${run.name}' taskRef`));
  return planTask(task, run, { spec: task.spec, taskRun: object.spec, options, bindAll: false }, documents);
}

interface TaskChoice {
  readonly spec: TaskSpec;
  readonly taskRun?: TaskRunSpec;
  readonly options: PlanOptions;
  readonly bindAll: boolean;
}

function planTask(object: Manifest<unknown>, run: RunIdentity, { spec, taskRun, options, bindAll }: TaskChoice, documents: Documents): TaskPlan {
  const task = nameOf(object.metadata);
  const where = `${object.origin}: Task '${task}'`;
  checkTask(spec, documents, where);
  const params = runParams(spec.params ?? [], taskRun?.params ?? [], options.params ?? {}, where);
  const binding = { run: run.name, where, bindAll };
  const { workspaces, warnings } = bindWorkspaces(spec.workspaces ?? [], taskRun?.workspaces ?? [], options.workspaces ?? {}, binding);
  const timeout = options.timeout ?? taskRun?.timeout;
  return {
    kind: 'task',
    name: run.name,
    namespace: run.namespace,
    uid: randomUUID(),
    labels: run.labels,
    annotations: { ...run.annotations, ...options.annotations },
    podTemplate: taskRun?.podTemplate ?? {},
    task,
    spec,
    ...object.kind === 'Task' && { metadata: object.metadata },
    params,
    workspaces,
    timeout: timeout === undefined ? DEFAULT_TIMEOUT : parseDuration(timeout, `${where} timeout`),
    retries: taskRun?.retries ?? 0,
    directories: Object.values(options.workspaces ?? {}).map((path) => resolve(path)),
    warnings,
  };
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

function resolvePipelineParams(specs: readonly ParamSpec[], params: readonly Param[], where: string): Replacements {
  try {
    return pipelineParamReplacements(specs, params);
  } catch (error) {
    throw new RunInputError(`${where}: ${(error as Error).message}`);
  }
}

function timeoutsOf(spec: PipelineRunSpec, override: string | undefined, where: string): PipelinePlan['timeouts'] {
  const read = (text: string | undefined, name: string): number | undefined => (text === undefined ? undefined : parseDuration(text, `${where} timeouts.${name}`));
  const pipeline = read(override ?? spec.timeouts?.pipeline, 'pipeline');
  const tasks = read(spec.timeouts?.tasks, 'tasks');
  const last = read(spec.timeouts?.finally, 'finally');
  const rest = (other: number | undefined): number | undefined => (pipeline && other ? Math.max(pipeline - other, 1) : undefined);
  return { pipeline: pipeline ?? DEFAULT_TIMEOUT, tasks: tasks ?? rest(last), finally: last ?? rest(tasks) };
}

function localName(reference: TaskReference | undefined, where: string): string {
  if (reference?.resolver) throw new RunInputError(`${where} uses the resolver '${reference.resolver}', which needs a cluster: add the object's YAML and refer to it by name`);
  if (!reference?.name) throw new RunInputError(`${where} has no name`);
  return reference.name;
}

function nameOf({ name, generateName }: Metadata): string {
  return name ?? generateName ?? '';
}
