import { findCycle } from '../private/find-cycle';
import type { PipelineModel, PipelineTaskModel } from './pipeline-model';
import { textsWithVariables } from './plain';
import type { PlainObject } from './plain';
import { variablesOf } from './variables';

/**
 * The tasks that a task waits for: those whose results or status it reads, and those in its runAfter.
 *
 * Params, matrix, when and inline specs make edges; texts elsewhere (displayName, workspace subPath) do not, as in Tekton.
 */
export function dependenciesOf(task: PipelineTaskModel, lowered: PlainObject): string[] {
  const edges = { params: lowered.params, matrix: lowered.matrix, when: lowered.when, taskSpec: lowered.taskSpec };
  const read = textsWithVariables(edges).flatMap(({ text }) => variablesOf(text))
    .filter(({ segments }) => segments[0] === 'tasks' && segments.length > 2)
    .map(({ segments }) => segments[1]);
  // Itself: reported where it is named.
  return [...new Set([...read, ...task.runAfter])].filter((name) => name !== task.name);
}

/** The problem of a Pipeline whose tasks wait for each other. */
export function checkCycle(pipeline: PipelineModel, lowered: ReadonlyMap<string, PlainObject>): string[] {
  const tasks = pipeline.tasks.filter((task) => !task.finally);
  const edges = new Map(tasks.map((task) => [task.name, dependenciesOf(task, lowered.get(task.name) ?? {})]));
  const cycle = findCycle(edges);
  return cycle ? [`pipeline '${pipeline.path}' has a cycle: ${cycle.join(' waits for ')}; remove one of these bindings or runAfter`] : [];
}
