import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stepMetadata } from './attempt';
import type { StepReport } from './report';
import type { NamedStep } from './resolve-task';
import type { Result } from './results';
import { concludeStep } from './step-end';
import { type PreparedStep, prepareStep } from './step-launch';
import type { StepScope } from './step-scope';
import { handOver, NOTHING_HANDED_OVER } from './termination-message';
import { allowsExecution } from './when';

/** The exit code of a Go program that panics, as Tekton's entrypoint does over an element that an array does not have. */
const PANIC = 2;

/** How many lines of a step's output are kept for its failure. */
const LAST_LINES = 20;

/** A step that ran or was skipped. */
export interface StepOutcome {
  readonly report: StepReport;
  /** The results that its termination message carries: the Task's so far, and its own. */
  readonly taskResults: readonly Result[];
  /** Later steps are skipped. */
  readonly stops: boolean;
  readonly aborted?: boolean;
  /** Results that a cluster would lose while the TaskRun stays green. */
  readonly lost?: string;
}

/** The report of a step that never ran since one before it failed. */
export function skippedStep(step: NamedStep): StepReport {
  return { name: step.name, ...step.image && { image: step.image }, exitCode: 1, terminationReason: 'Skipped', results: [], milliseconds: 0 };
}

/**
 * Runs one step as Tekton's entrypoint does.
 *
 * Source: `Entrypointer.Go` in pkg/entrypoint/entrypointer.go.
 */
export async function runStep(step: NamedStep, scope: StepScope): Promise<StepOutcome> {
  const started = Date.now();
  const lines: string[] = [];
  const prepared = await prepareStep(step, scope, (stream, line) => {
    lines.push(line);
    if (lines.length > LAST_LINES) lines.shift();
    scope.onLine(step.name, stream, line);
  });
  const { facts, ...outcome } = await runPrepared(step, scope, prepared);
  const failed = facts.exitCode !== 0;
  const report: StepReport = {
    name: step.name, ...step.image && { image: step.image }, ...facts, milliseconds: Date.now() - started, ...failed && { lastLines: lines },
  };
  return { ...outcome, report };
}

/** The outcome of a step but for what is known without running it. */
interface Ran extends Omit<StepOutcome, 'report'> {
  readonly facts: Pick<StepReport, 'exitCode' | 'terminationReason' | 'results' | 'message'>;
}

async function runPrepared(step: NamedStep, scope: StepScope, { launch, when, problem, failure }: PreparedStep): Promise<Ran> {
  if (failure) return { facts: { exitCode: PANIC, terminationReason: 'Error', results: [], message: failure }, taskResults: [], stops: true };
  if (problem) launch.onLine('stderr', `step results were not replaced: ${problem}`);
  if (!allowsExecution(when)) {
    await writeExitCode(step, scope, '0');
    return { facts: { exitCode: 0, terminationReason: 'Skipped', results: [] }, taskResults: [], stops: false };
  }
  const { exitCode, reason, stops, exitCodeFile, entries = [], message, aborted } = concludeStep(await scope.context.launcher.run(launch), step);
  if (exitCodeFile !== undefined) await writeExitCode(step, scope, exitCodeFile);
  const handed = aborted ? NOTHING_HANDED_OVER : await handOver(step, scope, launch, entries);
  const { failure: tooLong } = handed;
  const text = tooLong ?? message;
  return {
    facts: {
      exitCode: exitCode === 0 && tooLong ? 1 : exitCode,
      terminationReason: handed.reason ?? (tooLong ? 'Error' : reason),
      results: handed.results,
      ...text && { message: text },
    },
    taskResults: handed.taskResults,
    stops,
    ...aborted && { aborted },
    ...handed.lost && { lost: handed.lost },
  };
}

function writeExitCode({ name }: NamedStep, { attempt }: StepScope, text: string): Promise<void> {
  return writeFile(join(stepMetadata(attempt.directory, name), 'exitCode'), text);
}
