import type { TaskRunContext } from './attempt';
import { childName } from './child-name';
import type { Documents } from './documents';
import { formatDuration } from './duration';
import { TaskRunError } from './errors';
import { limiter, type Limiter } from './limiter';
import type { PipelineTask } from './manifest';
import { isArrayValue } from './param-value';
import { pipelineResults } from './pipeline-results';
import {
  isDagDone, isStopping, needsDone, resolveReferences, resultsOf, runCondition, type RunFacts, skipReason, statusVariables, succeeded,
  taskStatus, type TaskState,
} from './pipeline-state';
import { taskRunInput, taskRunParams } from './pipeline-task-run';
import { replaceInPipelineTask } from './pipeline-task-substitution';
import type { PipelinePlan } from './plan-pipeline';
import type { Condition, TaskReport, TaskRunReport } from './report';
import { resultReplacements } from './result-replacements';
import type { Result } from './results';
import { stopSignal, type StopSignal } from './stop-signal';
import { stringReplacements } from './substitution';
import { runTaskRun } from './task-run';
import type { TaskRunInput } from './task-run-input';
import { startTimer } from './timer';

/** The outcome of a PipelineRun. */
export interface PipelineOutcome extends Condition {
  readonly tasks: readonly TaskReport[];
  readonly results: readonly Result[];
}

/** What one PipelineRun works with. */
interface Execution {
  readonly plan: PipelinePlan;
  readonly documents: Documents;
  readonly context: TaskRunContext;
  readonly facts: RunFacts;
  readonly limit: Limiter;
  /** Ends the tasks of the DAG, and those in finally. */
  readonly dagStop: StopSignal;
  readonly finallyStop: StopSignal;
  /** Of the tasks that are not done. */
  readonly running: Map<string, Promise<void>>;
  /** All TaskRuns so far. */
  readonly taskRuns: Promise<TaskRunReport>[];
  readonly announcedSkips: Set<string>;
  finallyTimer?: NodeJS.Timeout;
}

/**
 * Runs a Pipeline: each task as soon as what it waits for is done, then finally.
 *
 * Source: `runNextSchedulableTask` in pkg/reconciler/pipelinerun/pipelinerun.go.
 *
 * @param parallel how many TaskRuns at once
 * @param signal aborted: the run is cancelled, its tasks are stopped and finally does not run
 */
export async function runPipelinePlan(
  plan: PipelinePlan, documents: Documents, context: TaskRunContext, parallel: number, signal: AbortSignal,
): Promise<PipelineOutcome> {
  const execution = open(plan, documents, context, parallel, signal);
  const timers = startTimers(execution);
  const cancel = (): void => { execution.facts.cancelled = true; };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  try {
    for (;;) {
      if (isDagDone(execution.facts)) clearTimeout(timers.tasks);
      schedule(execution);
      if (execution.running.size === 0) break;
      await Promise.race(execution.running.values());
    }
    return outcome(execution);
  } catch (error) {
    // The runner itself failed. Nothing may go on: the directories of the run are about to be removed.
    execution.dagStop.abort('cancelled');
    execution.finallyStop.abort('cancelled');
    await Promise.allSettled([...execution.taskRuns, ...execution.running.values()]);
    throw error;
  } finally {
    clearTimeout(timers.tasks);
    clearTimeout(timers.pipeline);
    clearTimeout(execution.finallyTimer);
    signal.removeEventListener('abort', cancel);
    execution.dagStop.dispose();
    execution.finallyStop.dispose();
  }
}

function open(plan: PipelinePlan, documents: Documents, context: TaskRunContext, parallel: number, signal: AbortSignal): Execution {
  const state = (isFinally: boolean) => (task: PipelineTask): [string, TaskState] => [
    task.name, { task, needs: isFinally ? [] : plan.graph.get(task.name) ?? [], isFinally, scheduled: false },
  ];
  const tasks = new Map([...plan.spec.tasks.map(state(false)), ...(plan.spec.finally ?? []).map(state(true))]);
  return {
    plan,
    documents,
    context,
    facts: { tasks, cancelled: false, pipelineTimedOut: false, tasksTimedOut: false, finallyTimedOut: false },
    limit: limiter(parallel),
    dagStop: stopSignal(signal),
    finallyStop: stopSignal(signal),
    running: new Map(),
    taskRuns: [],
    announcedSkips: new Set(),
  };
}

interface Timers {
  readonly pipeline?: NodeJS.Timeout;
  readonly tasks?: NodeJS.Timeout;
}

function startTimers({ plan: { timeouts }, facts, dagStop, finallyStop }: Execution): Timers {
  const pipeline = timeouts.pipeline > 0 ? startTimer(() => {
    facts.pipelineTimedOut = true;
    dagStop.abort('pipeline-timeout');
    finallyStop.abort('pipeline-timeout');
  }, timeouts.pipeline) : undefined;
  const tasks = timeouts.tasks ? startTimer(() => {
    facts.tasksTimedOut = true;
    dagStop.abort('pipeline-timeout');
  }, timeouts.tasks) : undefined;
  return { pipeline, tasks };
}

/** Starts all that can start now. */
function schedule(execution: Execution): void {
  const { facts } = execution;
  for (const state of facts.tasks.values()) bindResults(state, facts);
  announceSkips(execution);
  startDag(execution);
  announceSkips(execution);
  if (isDagDone(facts)) startFinally(execution);
}

/** Puts results into a task once all that it refers to are there. */
function bindResults(state: TaskState, facts: RunFacts): void {
  if (state.scheduled || state.isFinally || !needsDone(state, facts)) return;
  const found = resolveReferences(state.task, facts);
  if (found.kind === 'resolved' && found.references.length > 0) state.task = replaceInPipelineTask(state.task, resultReplacements(found.references));
}

function startDag(execution: Execution): void {
  const { facts } = execution;
  if (isStopping(facts) || facts.cancelled) return;
  const ready = [...facts.tasks.values()].filter((state) => (
    !state.isFinally && !state.scheduled && state.validationError === undefined && needsDone(state, facts) && skipReason(state, facts) === undefined
  ));
  for (const state of ready) {
    const found = resolveReferences(state.task, facts);
    const problem = found.kind === 'missing' ? found.message : matrixProblem(state.task);
    if (problem) state.validationError = problem;
  }
  // One task without its results and Tekton starts none of the others either.
  if (ready.some(({ validationError }) => validationError !== undefined)) return;
  for (const state of ready) start(execution, state);
}

/** Only lists fan out. Source: `ValidateParameterTypesInMatrix` in pkg/reconciler/pipelinerun/resources/validate_params.go. */
function matrixProblem({ name, matrix }: PipelineTask): string | undefined {
  const wrong = (matrix?.params ?? []).find(({ value }) => !isArrayValue(value));
  return wrong && `parameters of type array only are allowed, but param "${wrong.name}" has type "string" in pipelineTask "${name}"`;
}

function startFinally(execution: Execution): void {
  const { facts, plan: { timeouts } } = execution;
  for (const state of facts.tasks.values()) {
    if (!state.isFinally || state.scheduled || execution.announcedSkips.has(state.task.name)) continue;
    state.task = replaceInPipelineTask(state.task, stringReplacements(statusVariables(facts)));
    const found = resolveReferences(state.task, facts);
    if (found.kind === 'resolved') state.task = replaceInPipelineTask(state.task, resultReplacements(found.references));
    if (skipReason(state, facts) !== undefined) continue;
    if (timeouts.finally && !execution.finallyTimer) {
      execution.finallyTimer = startTimer(() => {
        facts.finallyTimedOut = true;
        execution.finallyStop.abort('pipeline-timeout');
      }, timeouts.finally);
    }
    start(execution, state);
  }
  announceSkips(execution);
}

function announceSkips({ facts, announcedSkips, context }: Execution): void {
  for (const [name, state] of facts.tasks) {
    const reason = skipReason(state, facts);
    if (reason === undefined || announcedSkips.has(name)) continue;
    announcedSkips.add(name);
    context.emit({ type: 'task-skipped', task: name, reason });
  }
}

function start(execution: Execution, state: TaskState): void {
  const { running, context, limit, plan } = execution;
  state.scheduled = true;
  const { name } = state.task;
  const stop = state.isFinally ? execution.finallyStop : execution.dagStop;
  const runs = taskRunParams(state.task, execution.facts);
  const names = runs.map((_, index) => childName(plan.name, name, runs.length > 1 ? index : undefined));
  for (const taskRun of names) context.emit({ type: 'task-queued', task: name, taskRun });
  const taskRuns = runs.map((params, index) => limit.run(() => runOne(execution, state, { name: names[index], params }, stop.signal)));
  execution.taskRuns.push(...taskRuns);
  running.set(name, Promise.all(taskRuns).then((reports) => {
    state.runs = reports;
    running.delete(name);
  }));
}

async function runOne(execution: Execution, state: TaskState, run: Pick<TaskRunInput, 'name' | 'params'>, signal: AbortSignal): Promise<TaskRunReport> {
  const { context } = execution;
  const { name } = state.task;
  let report: TaskRunReport;
  try {
    report = await runTaskRun(name, taskRunInput(execution, state, run), context, signal);
  } catch (error) {
    if (!(error instanceof TaskRunError)) throw error;
    report = {
      ...run, succeeded: false, reason: error.reason, message: error.message, steps: [], results: [], artifacts: [], milliseconds: 0, retries: [],
    };
  }
  context.emit({ type: 'task-finished', task: name, taskRun: report });
  return report;
}

function outcome({ plan, facts }: Execution): PipelineOutcome {
  const states = [...facts.tasks.values()];
  const condition = runCondition(facts, {
    run: plan.name, timeout: formatDuration(plan.timeouts.pipeline), tasksTimeout: formatDuration(plan.timeouts.tasks ?? 0),
  });
  const { results, invalid } = pipelineResults(plan.spec.results ?? [], {
    results: new Map(states.filter(({ runs }) => runs !== undefined).map((state) => [state.task.name, resultsOf(state)])),
    status: new Map(states.map((state) => [state.task.name, taskStatus(state)])),
  });
  const tasks = states.map((state) => taskReport(state, facts));
  if (invalid.length === 0) return { ...condition, tasks, results };
  const message = `Failed to get PipelineResult from TaskRun Results for PipelineRun ${plan.name}: invalid pipelineresults [${invalid.join(' ')}], the referenced results don't exist`;
  return { succeeded: false, reason: 'CouldntGetPipelineResult', message, tasks, results };
}

function taskReport(state: TaskState, facts: RunFacts): TaskReport {
  const reason = state.validationError ?? skipReason(state, facts);
  const base = { name: state.task.name, finally: state.isFinally, taskRuns: state.runs ?? [] };
  if (state.runs) return { ...base, state: succeeded(state) ? 'Succeeded' : 'Failed' };
  return { ...base, state: state.validationError === undefined ? 'Skipped' : 'Failed', ...reason && { skipReason: reason } };
}
