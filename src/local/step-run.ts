import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../contract/json';
import { EXIT_CODE_KEY, type MessageEntry, REASON_KEY } from '../contract/result-budget';
import { type Attempt, containerMounts, readText, stepMetadata, type TaskRunContext } from './attempt';
import { parseDuration } from './duration';
import { containerEnv, expand } from './env';
import type { Launch } from './launch';
import type { WhenExpression } from './manifest';
import type { ParamValue } from './param-value';
import { readResultText } from './param-value';
import type { StepReport } from './report';
import type { NamedStep, ResolvedTask } from './resolve-task';
import { messageFate } from './result-budget';
import { readResult, type Result, surfacedResults } from './results';
import type { ProcessOutcome } from './step-process';
import { replaceStepResults, type StepReplacement } from './step-results';
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

/** What a step runs in. */
export interface StepScope {
  readonly task: ResolvedTask;
  readonly attempt: Attempt;
  readonly context: TaskRunContext;
  readonly taskRun: string;
  readonly signal: AbortSignal;
  onLine(step: string, stream: 'stdout' | 'stderr', line: string): void;
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
  const hear = (stream: 'stdout' | 'stderr', line: string): void => {
    lines.push(line);
    if (lines.length > LAST_LINES) lines.shift();
    scope.onLine(step.name, stream, line);
  };
  const { launch, when, problem, failure } = await prepare(step, scope, hear);
  const metadata = stepMetadata(scope.attempt.directory, step.name);
  const image = step.image ? { image: step.image } : {};
  const withoutRun = (exitCode: number, terminationReason: string, message?: string): StepOutcome => ({
    report: { name: step.name, ...image, exitCode, terminationReason, results: [], milliseconds: Date.now() - started, ...message && { message } },
    taskResults: [],
    stops: exitCode !== 0,
  });
  if (failure) return withoutRun(PANIC, 'Error', failure);
  if (problem) hear('stderr', `step results were not replaced: ${problem}`);
  if (!allowsExecution(when)) {
    await writeFile(join(metadata, 'exitCode'), '0');
    return withoutRun(0, 'Skipped');
  }
  const end = conclude(await scope.context.launcher.run(launch), step);
  if (end.exitCodeFile !== undefined) await writeFile(join(metadata, 'exitCode'), end.exitCodeFile);
  const handed = end.aborted ? { results: [], taskResults: [] } : await handOver(step, scope, launch, end.entries ?? []);
  const failed = end.exitCode !== 0 || handed.failure;
  const message = handed.failure ?? end.message;
  return {
    report: {
      name: step.name,
      ...image,
      exitCode: end.exitCode === 0 && handed.failure ? 1 : end.exitCode,
      terminationReason: handed.reason ?? (handed.failure ? 'Error' : end.reason),
      results: handed.results,
      milliseconds: Date.now() - started,
      ...message && { message },
      ...failed && { lastLines: lines },
    },
    taskResults: handed.taskResults,
    stops: end.stops,
    ...end.aborted && { aborted: true },
    ...handed.lost && { lost: handed.lost },
  };
}

interface Prepared extends Omit<StepReplacement, 'invocation'> {
  readonly launch: Launch;
  readonly when: readonly WhenExpression[];
}

async function prepare(step: NamedStep, scope: StepScope, onLine: Launch['onLine']): Promise<Prepared> {
  const { attempt, context } = scope;
  const directory = join(attempt.directory, 'containers', `step-${step.name}`);
  await mkdir(directory, { recursive: true });
  const env = containerEnv(step, attempt.sources);
  const arguments_ = [...step.script ? [] : step.command ?? [], ...step.args ?? []].map((text) => expand(text, env));
  const { invocation, ...replacement } = replaceStepResults({ env, when: step.when ?? [], command: arguments_ }, await stepResults(scope));
  const launch: Launch = {
    name: `${scope.taskRun}-${step.name}`,
    image: step.image,
    command: invocation.command,
    script: step.script,
    env: invocation.env,
    workingDir: step.workingDir,
    mounts: await containerMounts(step, attempt, directory, env),
    directory,
    stdoutFile: step.stdoutConfig?.path,
    stderrFile: step.stderrConfig?.path,
    timeout: step.timeout ? parseDuration(step.timeout, `timeout of step '${step.name}'`) : undefined,
    grace: context.grace,
    signal: scope.signal,
    onLine,
  };
  return { launch, when: invocation.when, ...replacement };
}

/** The results that steps have written so far, by step and name. */
async function stepResults({ task, attempt, context }: StepScope): Promise<(step: string, result: string) => ParamValue | undefined> {
  const values = new Map<string, ParamValue>();
  for (const step of task.steps) {
    for (const { name } of step.results ?? []) {
      const text = await readText(join(stepMetadata(attempt.directory, step.name), 'results', name));
      if (text !== undefined) values.set(`${step.name}/${name}`, readResultText(context.launcher.readText(text, unmapped(attempt, step))));
    }
  }
  return (step, result) => values.get(`${step}/${result}`);
}

function unmapped(attempt: Attempt, step: NamedStep): Pick<Launch, 'mounts' | 'directory'> {
  const mounts = (step.volumeMounts ?? []).flatMap(({ name, mountPath, subPath }) => {
    const volume = attempt.volumes.get(name);
    return volume ? [{ path: mountPath, place: subPath ? join(volume, subPath) : volume, readOnly: false }] : [];
  });
  return { mounts, directory: join(attempt.directory, 'containers', `step-${step.name}`) };
}

interface End {
  readonly exitCode: number;
  readonly reason: string;
  readonly stops: boolean;
  readonly exitCodeFile?: string;
  /** What Tekton adds to the termination message. */
  readonly entries?: readonly MessageEntry[];
  readonly message?: string;
  readonly aborted?: boolean;
}

/** What Tekton makes of the end of a process. `onError: continue` covers exit codes and signals, nothing else. */
function conclude(outcome: ProcessOutcome, step: NamedStep): End {
  switch (outcome.kind) {
    case 'exited':
      if (outcome.code === 0) return { exitCode: 0, reason: 'Completed', stops: false, exitCodeFile: '0' };
      if (step.onError === 'continue') return continued(outcome.code);
      return { exitCode: outcome.code, reason: 'Error', stops: true };
    case 'killed':
      if (step.onError === 'continue') return continued(-1);
      return { exitCode: 255, reason: 'Error', stops: true, message: `killed by ${outcome.signal}` };
    case 'timed-out':
      return {
        exitCode: 1,
        reason: 'TimeoutExceeded',
        stops: true,
        entries: [{ key: REASON_KEY, value: 'TimeoutExceeded', type: 3 }],
        message: 'exited because the step exceeded the specified timeout limit',
      };
    case 'not-started':
      return { exitCode: 1, reason: 'Error', stops: true, message: `could not be started: ${outcome.message}` };
    case 'aborted':
      return { exitCode: 1, reason: 'Cancelled', stops: true, aborted: true };
  }
}

function continued(code: number): End {
  const text = String(code);
  return { exitCode: code, reason: 'Continued', stops: false, exitCodeFile: text, entries: [{ key: EXIT_CODE_KEY, value: text, type: 3 }] };
}

interface HandedOver {
  readonly results: readonly Result[];
  readonly taskResults: readonly Result[];
  readonly reason?: string;
  /** The message is too long: the step fails. */
  readonly failure?: string;
  readonly lost?: string;
}

/**
 * Reads what the step hands over in its termination message: all task results on disk, and its own results.
 *
 * @param added what Tekton adds to the message besides
 */
async function handOver(step: NamedStep, { task, attempt, context }: StepScope, launch: Launch, added: readonly MessageEntry[]): Promise<HandedOver> {
  const directory = attempt.directory;
  const read = async (path: string): Promise<string | undefined> => {
    const text = await readText(path);
    return text === undefined ? undefined : context.launcher.readText(text, launch);
  };
  const written = parseEntries(await readText(join(launch.directory, 'termination')) ?? '');
  const entries: MessageEntry[] = [...written, ...added];
  const taskResults: Result[] = [];
  for (const spec of task.results.filter(({ value }) => value === undefined)) {
    const text = await read(join(directory, 'tekton/results', spec.name));
    if (text === undefined) continue;
    entries.push({ key: spec.name, value: text, type: 1 });
    taskResults.push(readResult(spec, text));
  }
  const results: Result[] = [];
  for (const spec of step.results ?? []) {
    const text = await read(join(stepMetadata(directory, step.name), 'results', spec.name));
    if (text === undefined) continue;
    entries.push({ key: spec.name, value: text, type: 4 });
    results.push(readResult(spec, text));
  }
  const fate = messageFate(step.name, entries, task.containers);
  const reason = written.find(({ key, type }) => key === REASON_KEY && type === 3)?.value;
  const said = reason === undefined ? {} : { reason };
  if (fate.kind === 'too-long') return { results: [], taskResults: [], failure: fate.message };
  if (fate.kind === 'lost') return { results: [], taskResults: [], lost: fate.message };
  return { results, taskResults: [...taskResults, ...surfacedResults(step, results, task.results)], ...said };
}

/** What a step wrote to its termination message itself; text that is not Tekton's JSON is ignored, as there. */
function parseEntries(text: string): MessageEntry[] {
  const parsed = parseJson(text);
  return Array.isArray(parsed) ? parsed.filter((entry): entry is MessageEntry => typeof entry?.key === 'string' && typeof entry?.value === 'string') : [];
}
