import { expressionsOfTask, resultReference } from '../webhook/expressions';
import type { PipelineSpecView, PipelineTaskView } from './views';

/**
 * The tasks that are surely finished when a task starts, by the task's name.
 *
 * Results, runAfter, and for tasks in finally all tasks. As in Tekton, nothing else makes an order.
 */
export function earlierTasks(pipeline: PipelineSpecView): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map(pipeline.tasks.map((task) => [task.task.name ?? '', waitsFor(task)]));
  const all = new Map<string, ReadonlySet<string>>();
  for (const name of direct.keys()) all.set(name, reach(name, direct));
  for (const { task } of pipeline.finally) all.set(task.name ?? '', new Set(direct.keys()));
  return all;
}

/** The tasks that a task names itself. */
function waitsFor(view: PipelineTaskView): ReadonlySet<string> {
  const read = expressionsOfTask(view).flatMap(({ expression }) => resultReference(expression)?.task ?? statusOf(expression));
  return new Set([...read, ...view.task.runAfter ?? []]);
}

function statusOf(expression: string): string[] {
  const match = /^tasks\.([^.]+)\.(?:status|reason)$/.exec(expression);
  return match ? [match[1]] : [];
}

function reach(start: string, direct: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...direct.get(start) ?? []];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...direct.get(next) ?? []);
  }
  return found;
}
