import { suggestion } from '../private/suggestion';
import type { Documents } from './documents';
import { RunInputError } from './errors';
import { absence, findObject, nameOf } from './find-object';
import type { Manifest, PipelineRunSpec, PipelineSpec, Reference, TaskRunSpec, TaskSpec } from './manifest';
import type { PlanOptions } from './plan-options';

/** An object to run. */
export type Choice =
  | { readonly kind: 'PipelineRun'; readonly object: Manifest<PipelineRunSpec> }
  | { readonly kind: 'Pipeline'; readonly object: Manifest<PipelineSpec> }
  | { readonly kind: 'TaskRun'; readonly object: Manifest<TaskRunSpec> }
  | { readonly kind: 'Task'; readonly object: Manifest<TaskSpec> };

/** The object that a person names, else the only one of the first kind that the input has. @throws RunInputError for none or several */
export function choose(documents: Documents, { pipeline, task, pipelineRun }: PlanOptions): Choice {
  if ([pipeline, task, pipelineRun].filter((name) => name !== undefined).length > 1) {
    throw new RunInputError('expected only one of pipeline, task and pipelinerun');
  }
  if (pipelineRun !== undefined) return { kind: 'PipelineRun', object: named(documents.pipelineRuns, 'PipelineRun', pipelineRun) };
  if (pipeline !== undefined) return { kind: 'Pipeline', object: named(documents.pipelines, 'Pipeline', pipeline) };
  if (task !== undefined) return { kind: 'Task', object: named(documents.tasks, 'Task', task) };
  const choices = [
    ...documents.pipelineRuns.map((object): Choice => ({ kind: 'PipelineRun', object })),
    ...documents.pipelines.map((object): Choice => ({ kind: 'Pipeline', object })),
    ...documents.taskRuns.map((object): Choice => ({ kind: 'TaskRun', object })),
    ...documents.tasks.map((object): Choice => ({ kind: 'Task', object })),
  ];
  const first = choices[0];
  if (!first) throw new RunInputError('the input has no Pipeline, Task, PipelineRun or TaskRun, synthesize one first');
  const same = choices.filter(({ kind }) => kind === first.kind);
  if (same.length === 1) return first;
  throw new RunInputError(`the input has ${same.length} ${first.kind}s, name one of them: ${same.map(({ object }) => nameOf(object.metadata)).join(', ')}`);
}

/**
 * The Pipeline or Task that a run refers to.
 *
 * @param where for messages: `f.yaml:1: PipelineRun 'r' pipelineRef`
 * @throws RunInputError when it is not in the input
 */
export function referred<Spec>(
  objects: readonly Manifest<Spec>[], kind: string, reference: Reference<Spec> | undefined, namespace: string, where: string,
): Manifest<Spec> {
  if (reference?.resolved) return reference.resolved;
  if (!reference?.name) throw new RunInputError(`${where} has no name`);
  const found = findObject(objects, reference.name, namespace);
  if (!found) throw new RunInputError(`${where} refers to ${kind} '${reference.name}', ${absence(objects, reference.name, namespace)}`);
  return found;
}

function named<Spec>(objects: readonly Manifest<Spec>[], kind: string, name: string): Manifest<Spec> {
  const found = objects.find(({ metadata }) => nameOf(metadata) === name);
  if (found) return found;
  if (objects.length === 0) throw new RunInputError(`there is no ${kind} '${name}', the input has no ${kind} at all`);
  throw new RunInputError(`there is no ${kind} '${name}'${suggestion(name, objects.map(({ metadata }) => nameOf(metadata)))}`);
}
