import type { PipelineTask } from './manifest';
import { hasEmptyArray } from './matrix';
import type { ParamValue } from './param-value';
import type { Condition, TaskRunReport } from './report';
import { resultReferences } from './result-references';
import type { ResolvedReference } from './result-replacements';
import type { Result } from './results';
import { allowsExecution } from './when';

/** Where a task of a run stands. */
export interface TaskState {
  /** With variables replaced as far as they are known. */
  task: PipelineTask;
  readonly needs: readonly string[];
  readonly isFinally: boolean;
  scheduled: boolean;
  /** Its TaskRuns, once all are done. */
  runs?: readonly TaskRunReport[];
  /** It refers to a result that a successful or failed task does not have. */
  validationError?: string;
}

/** What decides whether tasks run. Source: pkg/reconciler/pipelinerun/resources/pipelinerunresolution.go and pipelinerunstate.go. */
export interface RunFacts {
  readonly tasks: ReadonlyMap<string, TaskState>;
  cancelled: boolean;
  pipelineTimedOut: boolean;
  tasksTimedOut: boolean;
  finallyTimedOut: boolean;
}

/** Why Tekton skips tasks, in its own words. */
const SKIP = {
  stopping: 'PipelineRun was stopping',
  cancelled: 'PipelineRun was gracefully cancelled',
  when: 'When Expressions evaluated to false',
  parent: 'Parent Tasks were skipped',
  results: 'Results were missing',
  pipelineTimeout: 'PipelineRun timeout has been reached',
  tasksTimeout: 'PipelineRun Tasks timeout has been reached',
  finallyTimeout: 'PipelineRun Finally timeout has been reached',
  emptyMatrix: 'Matrix Parameters have an empty array',
} as const;

export function succeeded({ runs }: TaskState): boolean {
  return runs !== undefined && runs.length > 0 && runs.every((run) => run.succeeded);
}

export function failed({ runs }: TaskState): boolean {
  return runs !== undefined && runs.some((run) => !run.succeeded);
}

/** A task of the DAG failed and was not allowed to: nothing new is started. */
export function isStopping({ tasks }: RunFacts): boolean {
  return [...tasks.values()].some((state) => !state.isFinally && state.task.onError !== 'continue' && (failed(state) || state.validationError !== undefined));
}

/** Why a task is skipped, or undefined when it is not. A finally task is looked at once the DAG is done. */
export function skipReason(state: TaskState, facts: RunFacts): string | undefined {
  if (state.scheduled || state.validationError !== undefined) return undefined;
  return state.isFinally ? finallySkipReason(state, facts) : dagSkipReason(state, facts);
}

export function isDone(state: TaskState, facts: RunFacts): boolean {
  return state.runs !== undefined || state.validationError !== undefined || skipReason(state, facts) !== undefined;
}

/** All tasks of the DAG ran, failed or were skipped. */
export function isDagDone(facts: RunFacts): boolean {
  return [...facts.tasks.values()].every((state) => state.isFinally || isDone(state, facts));
}

/** All that a task waits for is done. */
export function needsDone(state: TaskState, facts: RunFacts): boolean {
  return state.needs.every((name) => isDone(facts.tasks.get(name) as TaskState, facts));
}

/** The results of a task, `[*]` of a matrix as arrays in the order of the TaskRuns' names. */
export function resultsOf({ task, runs }: TaskState): readonly Result[] {
  if (!runs) return [];
  if (!task.matrix) return runs[0]?.results ?? [];
  const values = new Map<string, string[]>();
  for (const { results } of [...runs].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const { name, value } of results) values.set(name, [...values.get(name) ?? [], typeof value === 'string' ? value : '']);
  }
  return [...values].map(([name, value]) => ({ name, type: 'array', value }));
}

/** The values of all results that a task refers to, or why there is one without. */
export type References =
  | { readonly kind: 'resolved'; readonly references: readonly ResolvedReference[] }
  | { readonly kind: 'missing'; readonly task: string; readonly message: string };

/** Looks up the results that a task refers to. */
export function resolveReferences(task: PipelineTask, { tasks }: RunFacts): References {
  const references: ResolvedReference[] = [];
  for (const reference of resultReferences(task)) {
    const producer = tasks.get(reference.task);
    const value: ParamValue | undefined = producer && resultsOf(producer).find(({ name }) => name === reference.result)?.value;
    if (value === undefined) {
      const message = `Invalid task result reference: Could not find result with name ${reference.result} for pipeline task ${reference.task}`;
      return { kind: 'missing', task: reference.task, message };
    }
    references.push({ reference, value });
  }
  return { kind: 'resolved', references };
}

function dagSkipReason(state: TaskState, facts: RunFacts): string | undefined {
  if (isStopping(facts)) return SKIP.stopping;
  if (facts.cancelled) return SKIP.cancelled;
  const ready = needsDone(state, facts);
  if (ready && !allowsExecution(state.task.when)) return SKIP.when;
  if (state.needs.some((name) => isSkippedForGood(facts.tasks.get(name) as TaskState, facts))) return SKIP.parent;
  if (ready && lacksResults(state, facts)) return SKIP.results;
  if (ready && facts.pipelineTimedOut) return SKIP.pipelineTimeout;
  if (ready && facts.tasksTimedOut) return SKIP.tasksTimeout;
  return hasEmptyArray(state.task.matrix) ? SKIP.emptyMatrix : undefined;
}

/** A task skipped by its own `when` does not take those after it along. */
function isSkippedForGood(state: TaskState, facts: RunFacts): boolean {
  const reason = skipReason(state, facts);
  return reason !== undefined && reason !== SKIP.when;
}

/** Missing results skip a task when their producer was skipped by `when`, or the task itself may fail; else they are an error. */
function lacksResults(state: TaskState, facts: RunFacts): boolean {
  const found = resolveReferences(state.task, facts);
  if (found.kind === 'resolved') return false;
  return state.task.onError === 'continue' || skipReason(facts.tasks.get(found.task) as TaskState, facts) === SKIP.when;
}

function finallySkipReason(state: TaskState, facts: RunFacts): string | undefined {
  if (!isDagDone(facts)) return undefined;
  if (resolveReferences(state.task, facts).kind === 'missing') return SKIP.results;
  if (!allowsExecution(state.task.when)) return SKIP.when;
  if (facts.pipelineTimedOut) return SKIP.pipelineTimeout;
  if (facts.finallyTimedOut) return SKIP.finallyTimeout;
  if (facts.cancelled) return SKIP.cancelled;
  return hasEmptyArray(state.task.matrix) ? SKIP.emptyMatrix : undefined;
}

/** `tasks.<name>.status`, `.reason` and `tasks.status`, as finally tasks read them. */
export function statusVariables(facts: RunFacts): [string, string][] {
  const dag = [...facts.tasks.values()].filter(({ isFinally }) => !isFinally);
  const aggregate = dag.some(failed) ? 'Failed' : dag.some((state) => skipReason(state, facts) !== undefined) ? 'Completed' : 'Succeeded';
  return [
    ...dag.flatMap((state): [string, string][] => [
      [`tasks.${state.task.name}.status`, taskStatus(state)],
      [`tasks.${state.task.name}.reason`, (state.runs?.find((run) => !run.succeeded) ?? state.runs?.[0])?.reason ?? ''],
    ]),
    ['tasks.status', aggregate],
  ];
}

/** `Succeeded`, `Failed` or `None`. */
export function taskStatus(state: TaskState): string {
  if (succeeded(state)) return 'Succeeded';
  return failed(state) ? 'Failed' : 'None';
}

/** The condition of a run that has nothing left to do. Source: `GetPipelineConditionStatus`. */
export function runCondition(facts: RunFacts, names: { readonly run: string; readonly timeout: string; readonly tasksTimeout: string }): Condition {
  if (facts.pipelineTimedOut) return failure('PipelineRunTimeout', `PipelineRun "${names.run}" failed to finish within "${names.timeout}"`);
  if (facts.cancelled) return failure('Cancelled', `PipelineRun "${names.run}" was cancelled`);
  if (facts.tasksTimedOut) return failure('PipelineRunTimeout', `PipelineRun "${names.run}" failed due to tasks failed to finish within "${names.tasksTimeout}"`);
  const states = [...facts.tasks.values()];
  const invalid = states.filter(({ validationError }) => validationError !== undefined);
  const ignored = states.filter((state) => failed(state) && state.task.onError === 'continue');
  const cancelled = states.filter((state) => failed(state) && !facts.finallyTimedOut && state.runs?.some(({ reason }) => reason === 'TaskRunCancelled'));
  const failures = states.filter((state) => failed(state) && !ignored.includes(state) && !cancelled.includes(state));
  const skips = states.map((state) => skipReason(state, facts)).filter((reason) => reason !== undefined);
  const complete = states.filter(({ runs }) => runs !== undefined).length;
  const ignoredText = ignored.length > 0 ? ` (Ignored: ${ignored.length})` : '';
  const message = `Tasks Completed: ${complete} (Failed: ${failures.length + ignored.length}${ignoredText}, Cancelled ${cancelled.length}), Skipped: ${skips.length}`;
  if (invalid.length > 0) {
    const causes = invalid.map(({ validationError }) => validationError).join('; ');
    return failure('PipelineValidationFailed', `${message}, Failed Validation: ${invalid.length} (${causes})`);
  }
  if (failures.length > 0 || skips.includes(SKIP.finallyTimeout)) return failure('Failed', message);
  if (cancelled.length > 0) return failure('Cancelled', message);
  return { succeeded: true, reason: skips.length > 0 ? 'Completed' : 'Succeeded', message };
}

function failure(reason: string, message: string): Condition {
  return { succeeded: false, reason, message };
}
