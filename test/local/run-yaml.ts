import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocuments } from '../../src/local/documents';
import type { RunEvent } from '../../src/local/events';
import type { RunReport, TaskReport, TaskRunReport } from '../../src/local/report';
import { type RunOptions, runPipeline } from '../../src/local/run';

/** The end of a run and all that happened in it. */
export interface TestRun {
  readonly report: RunReport;
  readonly events: readonly RunEvent[];
}

/** Runs YAML for real, with a short grace period. */
export async function runYaml(yaml: string, options: RunOptions = {}): Promise<TestRun> {
  const events: RunEvent[] = [];
  const report = await runPipeline(readDocuments([{ file: 'test.yaml', text: yaml }]), {
    grace: 300,
    parallel: 4,
    ...options,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  return { report, events };
}

/** A Pipeline of the given body. */
export function pipeline(body: string, more = ''): string {
  return `apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: { name: p }\nspec:\n${indent(body, 2)}\n${more && `---\n${more}`}`;
}

/** A Task of the given body. */
export function task(body: string, more = ''): string {
  return `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec:\n${indent(body, 2)}\n${more && `---\n${more}`}`;
}

/** The value of a result of the run, or undefined. */
export function result({ report }: TestRun, name: string): unknown {
  return report.results.find((candidate) => candidate.name === name)?.value;
}

export function taskOf({ report }: TestRun, name: string): TaskReport {
  const found = report.tasks.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`the report has no task '${name}'`);
  return found;
}

/** The only TaskRun of a task. */
export function taskRunOf(run: TestRun, name: string): TaskRunReport {
  const [taskRun] = taskOf(run, name).taskRuns;
  if (!taskRun) throw new Error(`task '${name}' did not run: ${taskOf(run, name).skipReason}`);
  return taskRun;
}

/** The lines that a task wrote. */
export function output({ events }: TestRun, name: string): string[] {
  return events.flatMap((event) => (event.type === 'output' && event.task === name ? [event.line] : []));
}

/** Calls with a directory that is removed afterwards. */
export async function withDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'local-test-'));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function indent(text: string, by: number): string {
  return text.replace(/^\n/, '').trimEnd().split('\n').map((line) => (line ? ' '.repeat(by) + line : line)).join('\n');
}
