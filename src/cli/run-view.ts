import { stripVTControlCharacters } from 'node:util';
import { formatBytes, shortDigest } from '../agent/artifact-log';
import { readArtifactLine } from '../local/artifact-log';
import { formatDuration } from '../local/duration';
import type { ArtifactRecord, PlannedTask, RunEvent } from '../local/events';
import type { AttemptReport, RunReport, TaskRunReport } from '../local/report';
import { counted } from './counted';
import { liveScreen, type Painter, painter, type Screen } from './screen';

/** How a view writes. */
export interface ViewOptions {
  readonly write: (text: string) => void;
  readonly color: boolean;
  /** A terminal: the states of the tasks stand below the log and change in place. */
  readonly live: boolean;
  /** Shows what the steps write. */
  readonly verbose: boolean;
  /** Width of the terminal: a line that wraps would be counted as one. Default: 80. */
  readonly columns?: number;
  /** Height of the terminal: a table that is higher could not be replaced. Default: 24. */
  readonly rows?: number;
}

/** Shows a run as it goes. */
export interface RunView {
  onEvent(event: RunEvent): void;
}

type State = 'waiting' | 'queued' | 'running' | 'done' | 'skipped' | 'failed';

/** What is shown of a task. */
interface TaskLine {
  readonly state: State;
  readonly note: string;
}

const SYMBOLS: { readonly [state in State]: string } = { waiting: '·', queued: '○', running: '▶', done: '✓', skipped: '-', failed: '✗' };
const COLORS: { readonly [state in State]: number } = { waiting: 90, queued: 90, running: 36, done: 32, skipped: 90, failed: 31 };
const BOLD = 1;
const DIM = 90;

/** Makes the view of a run: lines that stay, and on a terminal the table of tasks below them. */
export function runView(options: ViewOptions): RunView {
  return new View(options);
}

class View implements RunView {
  readonly #states = new Map<string, TaskLine>();
  readonly #screen: Screen;
  readonly #paint: Painter;

  constructor(private readonly options: ViewOptions) {
    this.#screen = liveScreen(options);
    this.#paint = painter(options.color);
  }

  onEvent(event: RunEvent): void {
    this.show(event);
    this.refresh();
  }

  private show(event: RunEvent): void {
    switch (event.type) {
      case 'run-started':
        return this.started(event.pipeline, event.tasks);
      case 'warning':
        return this.#screen.log(this.#paint(33, `warning: ${event.message}`));
      case 'task-queued':
        return this.set(event.task, 'queued');
      case 'task-started':
        this.set(event.task, 'running');
        return this.options.live ? undefined : this.line(event.task, 'running', event.attempt > 0 ? `attempt ${event.attempt + 1}` : 'running');
      case 'step-started':
        return this.set(event.task, 'running', `${event.step}${event.image ? ` (${event.image})` : ''}`);
      case 'output':
        return this.options.verbose ? this.#screen.log(`  ${this.dim(`${this.label(event.task)}  ${event.step} |`)} ${plain(event.line)}`) : undefined;
      case 'artifact':
        return this.#screen.log(`  ${this.label(event.task)}  ${artifactText(event.artifact, this.#paint)}`);
      case 'task-retried':
        return this.line(event.task, 'failed', `${event.reason}: ${event.message}, trying again`);
      case 'task-skipped':
        this.set(event.task, 'skipped', event.reason);
        return this.line(event.task, 'skipped', this.dim(`skipped: ${event.reason}`));
      case 'task-finished':
        return this.finished(event.task, event.taskRun);
      case 'run-finished':
        return this.closing(event.report);
      case 'step-finished':
        return undefined;
    }
  }

  private started(pipeline: string, tasks: readonly PlannedTask[]): void {
    for (const task of tasks) this.set(task.name, 'waiting', needsText(task));
    this.#screen.log(this.#paint(BOLD, `${pipeline}: ${counted(tasks.length, 'task')}`));
  }

  private finished(task: string, run: TaskRunReport): void {
    const name = run.name.endsWith(task) ? '' : ` ${this.dim(run.name)}`;
    const state = run.succeeded ? 'done' : 'failed';
    this.set(task, state, formatDuration(run.milliseconds));
    this.line(task, state, `${run.succeeded ? this.dim(formatDuration(run.milliseconds)) : this.#paint(31, `${run.reason}: ${run.message}`)}${name}`);
    if (!run.succeeded) for (const text of failureLines(run)) this.#screen.log(`    ${this.dim(text)}`);
  }

  private closing(report: RunReport): void {
    this.#states.clear();
    this.#screen.show([]);
    for (const { name, value } of report.results) this.#screen.log(`${this.dim('result')} ${name} = ${resultText(value)}`);
    const counts = [counted(report.artifacts.length, 'artifact'), formatDuration(report.milliseconds)];
    const head = report.succeeded ? this.#paint(32, `${SYMBOLS.done} ${report.reason}`) : this.#paint(31, `${SYMBOLS.failed} ${report.reason}`);
    this.#screen.log(`${head}  ${report.pipeline}: ${report.message} (${counts.join(', ')})${report.home ? `\nkept: ${report.home}` : ''}`);
  }

  /** Writes the table anew. */
  private refresh(): void {
    const columns = this.options.columns || 80;
    const width = Math.min(this.width(), Math.max(columns - 15, 10));
    const room = Math.max(columns - width - 5, 10);
    const { shown, rest } = fitting([...this.#states], Math.max((this.options.rows || 24) - 2, 2));
    const lines = shown.map(([name, { state, note }]) => this.row(this.label(name).slice(0, width), state, this.dim((note || state).slice(0, room))));
    this.#screen.show(rest === undefined ? lines : [...lines, this.dim(rest.slice(0, columns - 1))]);
  }

  private line(task: string, state: State, text: string): void {
    this.#screen.log(this.row(this.label(task), state, text));
  }

  private row(label: string, state: State, text: string): string {
    return `${this.#paint(COLORS[state], SYMBOLS[state])} ${label}  ${text}`;
  }

  private set(task: string, state: State, note = ''): void {
    this.#states.set(task, { state, note });
  }

  private label(task: string): string {
    return task.padEnd(this.width());
  }

  private width(): number {
    return Math.max(...[...this.#states.keys()].map((name) => name.length), 0);
  }

  private dim(text: string): string {
    return this.#paint(DIM, text);
  }
}

/** The tasks for which there is room, those at work first, and what the others do. */
function fitting(tasks: readonly (readonly [string, TaskLine])[], height: number): { readonly shown: typeof tasks; readonly rest?: string } {
  if (tasks.length <= height) return { shown: tasks };
  const shown = tasks.filter(([, { state }]) => state === 'running').slice(0, height - 1);
  const others = tasks.filter((task) => !shown.includes(task)).map(([, { state }]) => state);
  const counts = [...new Set(others)].map((state) => `${others.filter((other) => other === state).length} ${state}`);
  return { shown, rest: `and ${counts.join(', ')}` };
}

/** A line of a step: what it would tell a terminal to do must not happen amid the table. */
function plain(line: string): string {
  return stripVTControlCharacters(line).replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '');
}

/**
 * The last lines of the steps that failed, and why, where there is more to say.
 *
 * A step that was allowed to fail is among them: with `upload: always` its failure is what the upload step raises again.
 */
function failureLines({ steps }: AttemptReport): string[] {
  return steps.filter(({ exitCode, terminationReason }) => exitCode !== 0 && terminationReason !== 'Skipped').flatMap(({ name, exitCode, message, lastLines = [] }) => [
    `step ${name}, exit code ${exitCode}${message ? `: ${message}` : ''}`,
    ...lastLines.filter((text) => readArtifactLine(text) === undefined).map((text) => `| ${plain(text)}`),
  ]);
}

/** A result: of an artifact where it is and which bytes it has, of anything else the value. */
function resultText(value: unknown): string {
  if (typeof value === 'string') return value;
  const { uri, digest } = value as { readonly uri?: unknown; readonly digest?: unknown };
  if (typeof uri !== 'string' || typeof digest !== 'string') return JSON.stringify(value);
  if (digest === '') return 'absent';
  return `${uri.startsWith('data:') ? 'inline' : uri}@${digest}`;
}

function needsText({ needs, finally: last }: PlannedTask): string {
  if (last) return 'waits for all others';
  return needs.length > 0 ? `waits for ${needs.join(', ')}` : 'waiting';
}

function artifactText(artifact: ArtifactRecord, paint: Painter): string {
  const { action, name, kind, digest, size, milliseconds, uri } = artifact;
  const took = milliseconds === undefined ? '' : formatDuration(milliseconds);
  const facts = [size === undefined ? '' : formatBytes(size), shortDigest(digest), took, uri];
  return `${action} ${kind} ${paint(BOLD, name)}  ${paint(DIM, facts.filter(Boolean).join('  '))}`;
}
