import type { RuleContext } from '../rule';
import type { Pipeline, PipelineSpec, TaskSpec } from '../schema/tekton-types';
import type { PipelineTaskView, TaskSpecView } from './views';

/** The Task that a task of a Pipeline runs, as far as it is inline or among the objects checked together. */
export function taskViewOf(view: PipelineTaskView, { document, documents }: Pick<RuleContext, 'document' | 'documents'>): TaskSpecView | undefined {
  const { task: { taskSpec, taskRef }, custom } = view;
  if (custom) return undefined;
  if (taskSpec) return document.views.tasks.find(({ pipelineTask }) => pipelineTask === view);
  return taskRef?.name && !taskRef.resolver ? documents.find('Task', taskRef.name, document)?.views.tasks[0] : undefined;
}

/** What it says. */
export function taskSpecOf(view: PipelineTaskView, context: Pick<RuleContext, 'document' | 'documents'>): TaskSpec | undefined {
  return taskViewOf(view, context)?.spec;
}

/** The spec of the Pipeline of that name, if it is among the objects checked together. */
export function pipelineSpecOf(name: string | undefined, { document, documents }: Pick<RuleContext, 'document' | 'documents'>): PipelineSpec | undefined {
  return name ? documents.find('Pipeline', name, document)?.decodedAs<Pipeline>('Pipeline')?.spec : undefined;
}
