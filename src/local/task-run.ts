import { readArtifactLine } from './artifact-log';
import { openAttempt, type TaskRunContext } from './attempt';
import { formatDuration } from './duration';
import { RunInputError, TaskRunError } from './errors';
import type { ArtifactRecord } from './events';
import { podMetadata } from './pod-metadata';
import type { AttemptReport, Condition, StepReport, TaskRunReport } from './report';
import { resolveTask, type ResolvedTask } from './resolve-task';
import { checkResults, latestResults, type Result } from './results';
import { startSidecars, type SidecarFailure } from './sidecars';
import { runStep, skippedStep } from './step-run';
import type { StepScope } from './step-scope';
import { stopSignal } from './stop-signal';
import type { TaskRunInput } from './task-run-input';

/** Why a TaskRun is told to stop: the `reason` of its signal. */
export type StopReason = 'cancelled' | 'pipeline-timeout';

const STOP_MESSAGES: { readonly [reason in StopReason]: string } = {
  'cancelled': 'TaskRun cancelled as the PipelineRun it belongs to has been cancelled.',
  'pipeline-timeout': 'TaskRun cancelled as the PipelineRun it belongs to has timed out.',
};

/**
 * Runs a TaskRun with its retries. A retry starts with new directories and no results; a cancelled run has none.
 *
 * @param task its name in the Pipeline
 * @param signal aborted with a {@link StopReason}
 */
export async function runTaskRun(task: string, run: TaskRunInput, context: TaskRunContext, signal: AbortSignal): Promise<TaskRunReport> {
  const attempts: AttemptReport[] = [];
  for (let attempt = 0; attempt <= run.retries; attempt++) {
    context.emit({ type: 'task-started', task, taskRun: run.name, attempt });
    const report = await runAttempt(task, run, attempt, context, signal);
    attempts.push(report);
    if (report.succeeded || signal.aborted) break;
    if (attempt < run.retries) context.emit({ type: 'task-retried', task, taskRun: run.name, reason: report.reason, message: report.message });
  }
  const last = attempts[attempts.length - 1];
  return { name: run.name, params: run.params, ...last, retries: attempts.slice(0, -1) };
}

async function runAttempt(task: string, run: TaskRunInput, attempt: number, context: TaskRunContext, signal: AbortSignal): Promise<AttemptReport> {
  const started = Date.now();
  const artifacts: ArtifactRecord[] = [];
  const timeout = stopSignal(signal, run.timeout);
  const none = { steps: [], results: [] };
  try {
    const resolved = resolveTask(run, attempt, (name) => context.stepAction(name));
    const directory = await context.attemptDirectory(run.name, attempt);
    const opened = await openAttempt(resolved, directory, podMetadata(run, attempt), context);
    const scope: StepScope = {
      task: resolved,
      attempt: opened,
      context,
      taskRun: run.name,
      signal: timeout.signal,
      onLine: (step, stream, line) => {
        context.emit({ type: 'output', task, taskRun: run.name, step, stream, line });
        const artifact = readArtifactLine(line);
        if (!artifact) return;
        artifacts.push(artifact);
        context.emit({ type: 'artifact', task, taskRun: run.name, artifact });
      },
    };
    const ran = await runContainers(task, run, scope);
    return { ...finish(run, resolved, ran, signal), artifacts, milliseconds: Date.now() - started };
  } catch (error) {
    if (error instanceof RunInputError) return { ...failure(run, 'TaskRunValidationFailed', error.message), ...none, artifacts, milliseconds: Date.now() - started };
    if (!(error instanceof TaskRunError)) throw error;
    return { ...failure(run, error.reason, error.message), ...none, artifacts, milliseconds: Date.now() - started };
  } finally {
    timeout.dispose();
  }
}

interface Ran {
  readonly steps: readonly StepReport[];
  readonly results: readonly Result[];
  readonly aborted: boolean;
  readonly lost?: string;
  readonly sidecar?: SidecarFailure;
}

async function runContainers(task: string, run: TaskRunInput, scope: StepScope): Promise<Ran> {
  const sidecars = await startSidecars(scope);
  try {
    const ran = await runSteps(task, run, scope);
    return { ...ran, sidecar: sidecars.failure() };
  } finally {
    await sidecars.stop();
  }
}

async function runSteps(task: string, run: TaskRunInput, scope: StepScope): Promise<Omit<Ran, 'sidecar'>> {
  const steps: StepReport[] = [];
  const results: Result[] = [];
  let lost: string | undefined;
  for (const [index, step] of scope.task.steps.entries()) {
    if (scope.signal.aborted) return { steps, results: [], aborted: true };
    scope.context.emit({ type: 'step-started', task, taskRun: run.name, step: step.name, ...step.image && { image: step.image } });
    const outcome = await runStep(step, scope);
    steps.push(outcome.report);
    results.push(...outcome.taskResults);
    lost ??= outcome.lost;
    scope.context.emit({ type: 'step-finished', task, taskRun: run.name, step: outcome.report });
    if (outcome.aborted) return { steps, results: [], aborted: true };
    if (!outcome.stops) continue;
    steps.push(...scope.task.steps.slice(index + 1).map(skippedStep));
    break;
  }
  return { steps, results: latestResults(results), aborted: false, ...lost && { lost } };
}

/** The end of an attempt. Source: `getFailureInfo` in pkg/pod/status.go and `validateTaskRunResults`. */
function finish(run: TaskRunInput, task: ResolvedTask, ran: Ran, signal: AbortSignal): Omit<AttemptReport, 'artifacts' | 'milliseconds'> {
  const { steps } = ran;
  if (ran.aborted) return { ...stopped(run, signal), steps, results: [] };
  const { results, problem } = checkResults(ran.results, task.results);
  const failed = steps.find(({ exitCode, terminationReason }) => exitCode !== 0 && terminationReason !== 'Continued');
  if (problem) return { ...failure(run, 'TaskRunValidationFailed', problem), steps, results };
  if (ran.lost) return { ...failure(run, 'TaskRunResultLargerThanAllowedLimit', ran.lost), steps, results: [] };
  if (ran.sidecar) return { ...failure(run, 'SidecarFailed', `"sidecar-${ran.sidecar.name}" exited with code ${ran.sidecar.code}: Error`), steps, results };
  if (failed) return { ...failure(run, 'StepFailed', stepMessage(failed)), steps, results };
  return { succeeded: true, reason: 'Succeeded', message: 'All Steps have completed executing', steps, results };
}

function stepMessage({ name, exitCode, terminationReason, message }: StepReport): string {
  if (terminationReason === 'TimeoutExceeded') return `"step-${name}" ${message}`;
  return `"step-${name}" exited with code ${exitCode}: Error${message ? ` (${message})` : ''}`;
}

function stopped(run: TaskRunInput, signal: AbortSignal): Condition {
  if (!signal.aborted) return failure(run, 'TaskRunTimeout', `TaskRun "${run.name}" failed to finish within "${formatDuration(run.timeout)}"`);
  return { succeeded: false, reason: 'TaskRunCancelled', message: STOP_MESSAGES[signal.reason as StopReason] ?? STOP_MESSAGES.cancelled };
}

function failure(run: TaskRunInput, reason: string, message: string): Condition {
  return { succeeded: false, reason: run.ignoreFailure ? 'FailureIgnored' : reason, message };
}
