import { access, constants, realpath, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { LAYOUT_FOLDERS } from '../agent/stores/directory';
import type { WireReference } from '../contract/artifact-reference';
import { annotationsOf } from '../contract/storage-config';
import { messageOf } from '../contract/thrown';
import { makeDirectories } from '../private/make-directories';
import type { TaskRunContext } from './attempt';
import type { Documents } from './documents';
import { type Engine, engineLauncher } from './engine-launcher';
import { RunInputError } from './errors';
import type { PlannedTask, RunEvent } from './events';
import { findObject } from './find-object';
import { followResolvers } from './follow-resolvers';
import type { Launcher } from './launch';
import { machineLauncher } from './machine-launcher';
import type { Metadata, PipelineTask, StringMap } from './manifest';
import type { ParamValue } from './param-value';
import { type PipelineOutcome, runPipelinePlan } from './pipeline-run';
import { plan } from './plan';
import type { PlanOptions } from './plan-options';
import type { PipelinePlan } from './plan-pipeline';
import type { TaskPlan } from './plan-task';
import { taskRunMetadata } from './pod-metadata';
import { copyLogins, LOGIN_ADVICE, wasRefused } from './registry-login';
import { RemoteObjects } from './remote-objects';
import type { RunReport } from './report';
import { createRunHome, type RunHome } from './run-home';
import { runTaskRun } from './task-run';
import { readBundle } from './tekton-bundle';

/** Puts a file or directory into the store, and says where it is. Rejects when the signal is aborted. */
export type PutArtifact = (name: string, path: string, kind: 'file' | 'directory', store: string, signal?: AbortSignal) => Promise<WireReference>;

/** How a run is done. */
export interface RunOptions extends PlanOptions {
  /** Files and directories of this machine by object param: each is stored and given as `{uri, digest}`. */
  readonly inputs?: StringMap;
  /** Needed for inputs. */
  readonly putArtifact?: PutArtifact;
  /** YAML files in place of what resolvers of a cluster find, by what the reference is called: see `RemoteReference`. Default: none. */
  readonly resolve?: StringMap;
  /** Directory of the store, made where it is missing. Unset: the configuration in the YAML counts. */
  readonly store?: string;
  /** Repositories whose credentials, as docker login left them, the injected steps get. Default: none. */
  readonly logins?: readonly string[];
  /** Runs steps in their images. Unset: as processes of this machine. */
  readonly container?: Engine;
  /** Leaves the private directory of the run in place. */
  readonly keep?: boolean;
  /** TaskRuns at once. Default: the number of cores. */
  readonly parallel?: number;
  /** Milliseconds between SIGTERM and SIGKILL for steps that are stopped. Default: 30,000, as on a cluster. */
  readonly grace?: number;
  /** Directories of this machine that hostPath volumes may show. Default: none. */
  readonly allowHostPaths?: readonly string[];
  /** Names of variables of the environment that steps see. */
  readonly inheritEnv?: readonly string[];
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  readonly onEvent?: (event: RunEvent) => void;
  /** Aborted: the run is cancelled. */
  readonly signal?: AbortSignal;
}

const DEFAULT_GRACE = 30_000;

/**
 * Runs a Pipeline or Task of the documents on this machine, by the rules of Tekton v1.15.0.
 *
 * Nothing is left behind but the store and named workspaces, whatever happens, unless `keep` is set.
 *
 * @throws RunInputError when the input cannot be run; a run that fails is a report
 */
export async function runPipeline(input: Documents, options: RunOptions = {}): Promise<RunReport> {
  const store = options.store === undefined ? undefined : resolve(options.store);
  await checkDirectories(options.workspaces ?? {});
  const documents = await withRemoteObjects(input, options);
  if (store) await makeStore(store);
  const inputs = Object.entries(options.inputs ?? {});
  // Archiving takes time and space: first see that the rest is right, with references that stand in for the inputs.
  plan(documents, { ...options, params: { ...options.params, ...Object.fromEntries(inputs.map(([name]) => [name, { uri: 'data:,', digest: `sha256:${'0'.repeat(64)}` }])) } });
  const stored = await Promise.all(inputs.map(async ([name, path]) => [name, await putInput(name, path, store, options)] as const));
  const annotations = { ...options.annotations, ...store && annotationsOf({ 'enabled': 'true', 'backend': 'directory', 'directory.path': store }) };
  const planned = plan(documents, { ...options, annotations, params: { ...options.params, ...Object.fromEntries(stored) } });
  return execute(planned, documents, store ? [store] : [], options);
}

async function withRemoteObjects(documents: Documents, options: RunOptions): Promise<Documents> {
  const remote = new RemoteObjects(options.resolve ?? {}, (entry) => readBundle(entry, options.environment ?? process.env, options.signal));
  const followed = await followResolvers(documents, options, remote);
  remote.check();
  return followed;
}

async function execute(planned: PipelinePlan | TaskPlan, documents: Documents, shared: readonly string[], options: RunOptions): Promise<RunReport> {
  const emit = options.onEvent ?? ((): void => undefined);
  const started = new Date();
  const subject = planned.kind === 'pipeline' ? planned.pipeline : planned.task;
  const home = await createRunHome(options.keep ?? false);
  try {
    const dockerConfig = await dockerConfigOf(home, options);
    emit({ type: 'run-started', name: planned.name, pipeline: subject, tasks: plannedTasks(planned) });
    for (const message of planned.warnings) emit({ type: 'warning', message });
    const context = { ...contextOf(planned, documents, home, shared, options), dockerConfig };
    const signal = options.signal ?? new AbortController().signal;
    const outcome = planned.kind === 'pipeline'
      ? await runPipelinePlan(planned, documents, context, Math.max(options.parallel ?? availableParallelism(), 1), signal)
      : await runTaskPlan(planned, context, signal);
    const taskRuns = outcome.tasks.flatMap((task) => task.taskRuns);
    if (options.store === undefined && !dockerConfig && wasRefused(taskRuns)) emit({ type: 'warning', message: LOGIN_ADVICE });
    const report: RunReport = {
      ...outcome,
      name: planned.name,
      namespace: planned.namespace,
      pipeline: subject,
      startTime: started.toISOString(),
      milliseconds: Date.now() - started.getTime(),
      artifacts: taskRuns.flatMap(({ artifacts }) => artifacts),
      ...options.keep && { home: home.path },
    };
    emit({ type: 'run-finished', report });
    return report;
  } finally {
    await home.close();
  }
}

async function dockerConfigOf(home: RunHome, { logins = [], environment = process.env, container }: RunOptions): Promise<string | undefined> {
  if (logins.length === 0) return undefined;
  await copyLogins(logins, { directory: home.secrets, inContainers: container !== undefined }, environment);
  return home.secrets;
}

function contextOf(
  planned: PipelinePlan | TaskPlan, documents: Documents, home: RunHome, shared: readonly string[], options: RunOptions,
): TaskRunContext {
  const allowed = [...planned.directories, ...(options.allowHostPaths ?? []).map((path) => resolve(path))];
  const find = <T extends { readonly metadata: Metadata }>(objects: readonly T[]) => (name: string) => findObject(objects, name, planned.namespace);
  return {
    claims: home.claims,
    launcher: launcherOf(shared, options),
    grace: options.grace ?? DEFAULT_GRACE,
    attemptDirectory: (taskRun, attempt) => home.attempt(taskRun, attempt),
    stepAction: (name) => find(documents.stepActions)(name)?.spec,
    allowsHostPath: (path) => allowed.some((directory) => path === directory || path.startsWith(join(directory, '/'))),
    configMap: find(documents.configMaps),
    secret: find(documents.secrets),
    emit: options.onEvent ?? ((): void => undefined),
  };
}

function launcherOf(shared: readonly string[], options: RunOptions): Launcher {
  const environment = options.environment ?? process.env;
  if (options.container) return engineLauncher(options.container, shared, environment);
  return machineLauncher({ environment, inherit: options.inheritEnv ?? [], shared });
}

/** Runs a Task on its own: a TaskRun without a PipelineRun. */
async function runTaskPlan(planned: TaskPlan, context: TaskRunContext, signal: AbortSignal): Promise<PipelineOutcome> {
  const { labels, annotations } = taskRunMetadata({ run: planned, task: planned.metadata });
  context.emit({ type: 'task-queued', task: planned.task, taskRun: planned.name });
  const taskRun = await runTaskRun(planned.task, { ...planned, labels, annotations, taskName: planned.task, ignoreFailure: false }, context, signal);
  context.emit({ type: 'task-finished', task: planned.task, taskRun });
  const { succeeded, reason, message, results } = taskRun;
  const state = succeeded ? 'Succeeded' : 'Failed';
  return { succeeded, reason, message, results, tasks: [{ name: planned.task, finally: false, state, taskRuns: [taskRun] }] };
}

function plannedTasks(planned: PipelinePlan | TaskPlan): PlannedTask[] {
  if (planned.kind === 'task') return [{ name: planned.task, needs: [], finally: false }];
  const describe = (last: boolean) => ({ name, displayName }: PipelineTask): PlannedTask => (
    { name, needs: last ? [] : planned.graph.get(name) ?? [], finally: last, ...displayName && { displayName } }
  );
  return [...planned.spec.tasks.map(describe(false)), ...(planned.spec.finally ?? []).map(describe(true))];
}

/** With its folders: steps, which open to any user what they make, would make them otherwise. */
async function makeStore(directory: string): Promise<void> {
  await Promise.all(LAYOUT_FOLDERS.map((folder) => makeDirectories(join(directory, folder)))).catch((error: unknown) => { throw new RunInputError(`the store '${directory}' cannot be made: ${messageOf(error)}`); });
}

async function checkDirectories(workspaces: StringMap): Promise<void> {
  for (const [name, path] of Object.entries(workspaces)) {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory()) throw new RunInputError(`workspace '${name}': '${path}' is ${found ? 'not a directory' : 'not there'}, expected a directory`);
  }
}

async function putInput(name: string, path: string, store: string | undefined, options: RunOptions): Promise<ParamValue> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new RunInputError(`input '${name}': '${path}' is not there, expected a file or directory`);
  await access(path, constants.R_OK).catch(() => { throw new RunInputError(`input '${name}': '${path}' cannot be read`); });
  if (!options.putArtifact || store === undefined) {
    throw new RunInputError(`input '${name}' cannot be stored by a run with --configured-store: store it with `
      + `'cdk8s-tekton artifact put ${path} --name ${name} --json' where the YAML says (--repository or --store), `
      + `and give what it prints by --param ${name}='{"uri":"...","digest":"..."}'`);
  }
  const { uri, digest } = await options.putArtifact(name, await realpath(path), found.isDirectory() ? 'directory' : 'file', store, options.signal);
  return { uri, digest };
}
