import type { RuleContext } from '../rule';
import type { Pipeline, PipelineSpec, Task, TaskSpec } from '../schema/tekton-types';
import type { PipelineTaskView } from './views';

/** The spec of the Task that a task of a Pipeline runs, as far as it is inline or among the objects checked together. */
export function taskSpecOf({ task, custom }: PipelineTaskView, { document, documents }: Pick<RuleContext, 'document' | 'documents'>): TaskSpec | undefined {
  if (custom) return undefined;
  if (task.taskSpec) return task.taskSpec;
  const { name, resolver } = task.taskRef ?? {};
  return name && !resolver ? documents.find('Task', name, document)?.decodedAs<Task>('Task')?.spec : undefined;
}

/** The spec of the Pipeline of that name, if it is among the objects checked together. */
export function pipelineSpecOf(name: string | undefined, { document, documents }: Pick<RuleContext, 'document' | 'documents'>): PipelineSpec | undefined {
  return name ? documents.find('Pipeline', name, document)?.decodedAs<Pipeline>('Pipeline')?.spec : undefined;
}
