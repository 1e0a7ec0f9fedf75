import type { Param, PipelineRun, TaskRun } from '../schema/tekton-types';
import type { RuleDocument } from './document';
import { oncePer } from './once-per';
import { child } from './path';

/** What a Task, Pipeline or StepAction is referred to by. */
export interface RemoteReference {
  readonly kind: 'Task' | 'Pipeline' | 'StepAction';
  /** Unset: an object of the same namespace. */
  readonly resolver?: string;
  readonly name?: string;
  /** The kind or apiVersion of a custom task. */
  readonly custom: boolean;
  readonly params: readonly Param[];
  readonly path: string;
  /** Who refers: `task 'build'`, `the run`. */
  readonly label: string;
}

/** A param of a resolver whose value is text, and where it stands. */
export interface ResolverParam {
  readonly value: string;
  readonly path: string;
}

/** All references of an object to Tasks, Pipelines and StepActions. */
export const referencesOf = oncePer(writtenReferences);

function writtenReferences(document: RuleDocument): readonly RemoteReference[] {
  const { pipelines, tasks } = document.views;
  const taskRun = document.decodedAs<TaskRun>('TaskRun')?.spec;
  const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
  return [
    ...reference('Task', taskRun?.taskRef, 'spec.taskRef', 'the run'),
    ...reference('Pipeline', pipelineRun?.pipelineRef, 'spec.pipelineRef', 'the run'),
    ...pipelines.flatMap((pipeline) => [...pipeline.tasks, ...pipeline.finally]).flatMap(({ task, path, label }) => [
      ...reference('Task', task.taskRef, child(path, 'taskRef'), label),
      ...reference('Pipeline', task.pipelineRef, child(path, 'pipelineRef'), label),
    ]),
    ...tasks.flatMap(({ steps }) => steps).flatMap(({ step, path, label }) => reference('StepAction', step.ref, child(path, 'ref'), label)),
  ];
}

/** The value of a resolver's param, as far as it is text. */
export function resolverParam({ params, path }: RemoteReference, ...names: readonly string[]): ResolverParam | undefined {
  const index = params.findIndex(({ name }) => names.includes(name ?? ''));
  const value = params[index]?.value;
  return typeof value === 'string' ? { value, path: `${path}.params[${index}].value` } : undefined;
}

/** Tells whether a text is decided elsewhere: a variable of Tekton's, or a placeholder of a template. */
export function isDecidedElsewhere(text: string): boolean {
  return /\$\(|\{\{|\$\{/.test(text);
}

interface AnyReference {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly resolver?: string;
  readonly params?: readonly Param[];
}

function reference(kind: RemoteReference['kind'], ref: AnyReference | undefined, path: string, label: string): RemoteReference[] {
  if (!ref) return [];
  const custom = kind === 'Task' && (Boolean(ref.apiVersion && !ref.apiVersion.startsWith('tekton.dev/')) || !['', 'Task'].includes(ref.kind ?? ''));
  return [{ kind, resolver: ref.resolver || undefined, name: ref.name, custom, params: ref.params ?? [], path, label }];
}
