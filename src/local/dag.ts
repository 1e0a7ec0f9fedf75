import { findCycle } from '../private/find-cycle';
import { suggestion } from '../private/suggestion';
import { RunInputError } from './errors';
import type { PipelineTask } from './manifest';
import { resultReferences } from './result-references';

/** The tasks that must be done before a task starts: those whose results it refers to, and its `runAfter`. Sorted. */
export function dependencies(task: PipelineTask): string[] {
  return [...new Set([...resultReferences(task).map((reference) => reference.task), ...task.runAfter ?? []])].sort();
}

/**
 * The dependencies of every task by name.
 *
 * @throws RunInputError for an unknown task, or a cycle, with the tasks on it
 */
export function buildGraph(tasks: readonly PipelineTask[], where: string): ReadonlyMap<string, readonly string[]> {
  const graph = new Map(tasks.map((task) => [task.name, dependencies(task)]));
  for (const [name, needed] of graph) {
    const unknown = needed.find((other) => !graph.has(other));
    if (unknown) {
      throw new RunInputError(`${where}: task '${name}' depends on '${unknown}'${suggestion(unknown, [...graph.keys()])}`);
    }
  }
  const cycle = findCycle(graph);
  if (cycle) throw new RunInputError(`${where}: tasks wait for each other: ${cycle.join(' -> ')}, remove one of the edges`);
  return graph;
}
