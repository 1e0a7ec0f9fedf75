import { join } from 'node:path';
import { parseJson } from '../contract/json';
import { type MessageEntry, REASON_KEY } from '../contract/result-budget';
import { readText, stepMetadata } from './attempt';
import type { Launch } from './launch';
import type { ResultSpec } from './manifest';
import type { NamedStep } from './resolve-task';
import { messageFate } from './result-budget';
import { readResult, type Result, surfacedResults } from './results';
import type { StepScope } from './step-scope';

// The types of entries, as in Tekton's `result.ResultType`.
const TASK_RESULT = 1;
const INTERNAL = 3;
const STEP_RESULT = 4;

/** What a step hands over in its termination message. */
export interface HandedOver {
  /** Of the step itself. */
  readonly results: readonly Result[];
  /** Of the Task: those on disk by now, and those that step results are surfaced as. */
  readonly taskResults: readonly Result[];
  /** Why it ended, in its own words. */
  readonly reason?: string;
  /** The message is too long: the step fails. */
  readonly failure?: string;
  /** The message is cut off: results that a cluster would lose while the TaskRun stays green. */
  readonly lost?: string;
}

/** A step that ends before it hands anything over. */
export const NOTHING_HANDED_OVER: HandedOver = { results: [], taskResults: [] };

/**
 * Reads what a step leaves as Tekton's entrypoint does: all task results on disk, and the step's own.
 *
 * @param added what Tekton adds to the message besides
 */
export async function handOver(
  step: NamedStep, { task, attempt, context }: StepScope, launch: Launch, added: readonly MessageEntry[],
): Promise<HandedOver> {
  const readIn = async (directory: string, type: MessageEntry['type'], specs: readonly ResultSpec[]): Promise<Written> => {
    const texts = await Promise.all(specs.map(async (spec) => ({ spec, text: await readText(join(directory, spec.name)) })));
    const written = texts.flatMap(({ spec, text }) => (text === undefined ? [] : [{ spec, text: context.launcher.readText(text, launch) }]));
    return {
      entries: written.map(({ spec, text }) => ({ key: spec.name, value: text, type })),
      results: written.map(({ spec, text }) => readResult(spec, text)),
    };
  };
  const own = parseEntries(await readText(join(launch.directory, 'termination')) ?? '');
  const ofTask = await readIn(join(attempt.directory, 'tekton/results'), TASK_RESULT, task.results.filter(({ value }) => value === undefined));
  const ofStep = await readIn(join(stepMetadata(attempt.directory, step.name), 'results'), STEP_RESULT, step.results ?? []);

  const fate = messageFate(step.name, [...own, ...added, ...ofTask.entries, ...ofStep.entries], task.containers);
  if (fate.kind === 'too-long') return { ...NOTHING_HANDED_OVER, failure: fate.message };
  if (fate.kind === 'lost') return { ...NOTHING_HANDED_OVER, lost: fate.message };
  const reason = own.find(({ key, type }) => key === REASON_KEY && type === INTERNAL)?.value;
  return {
    results: ofStep.results,
    taskResults: [...ofTask.results, ...surfacedResults(step, ofStep.results, task.results)],
    ...reason !== undefined && { reason },
  };
}

/** Results on disk, as entries of the message and as values. */
interface Written {
  readonly entries: readonly MessageEntry[];
  readonly results: readonly Result[];
}

/** What a step wrote to its termination message itself; text that is not Tekton's JSON is ignored, as there. */
function parseEntries(text: string): MessageEntry[] {
  const parsed = parseJson(text);
  return Array.isArray(parsed) ? parsed.filter((entry): entry is MessageEntry => typeof entry?.key === 'string' && typeof entry?.value === 'string') : [];
}
