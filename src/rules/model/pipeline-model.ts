import type { PipelineModel, PipelineTaskModel, TaskContract } from '../../lowering/pipeline-model';
import type { Json, PlainParamSpec, PlainResult } from '../../lowering/plain';
import { named } from '../names';
import type { Param, PipelineWorkspaceDeclaration, Task, TaskSpec } from '../schema/tekton-types';
import type { RuleDocument } from './document';
import type { DocumentSet } from './document-set';
import type { PipelineSpecView, PipelineTaskView } from './views';

/** A Pipeline as the compiler's checks want it; what Tasks declare is known where they are inline or checked together. */
export function pipelineModelOf(pipeline: PipelineSpecView, document: RuleDocument, documents: DocumentSet): PipelineModel {
  const { spec, params, owner } = pipeline;
  return {
    path: document.name,
    params: named(params ?? spec.params) as PlainParamSpec[],
    inputs: [],
    outputs: [],
    workspaces: workspacesOf(spec.workspaces),
    results: named(spec.results) as PlainResult[],
    tasks: [...pipeline.tasks, ...pipeline.finally].map((task) => taskModelOf(task, pipeline, document, documents)),
    // The params of a run are known; those that a Pipeline in a Pipeline sees are not.
    embedded: owner === 'PipelineTask' || params === undefined,
    settings: {},
  };
}

function taskModelOf(view: PipelineTaskView, pipeline: PipelineSpecView, document: RuleDocument, documents: DocumentSet): PipelineTaskModel {
  const { task, section } = view;
  return {
    name: task.name ?? '',
    finally: section === 'finally',
    contract: contractOf(view, pipeline, document, documents),
    target: {},
    params: valuesOf(task.params),
    bindings: [],
    when: (task.when ?? []) as PipelineTaskModel['when'],
    runAfter: task.runAfter ?? [],
    workspaces: named(task.workspaces),
    ...task.matrix ? {
      matrix: {
        params: valuesOf(task.matrix.params),
        include: (task.matrix.include ?? []).map(({ name = '', params }) => ({ name, params: valuesOf(params) })),
      },
    } : {},
    settings: {},
  };
}

function contractOf({ task, custom }: PipelineTaskView, pipeline: PipelineSpecView, document: RuleDocument, documents: DocumentSet): TaskContract {
  const unknown: TaskContract = { label: '', inputs: [], outputs: [], outputResults: new Map(), conditional: false };
  if (custom) return unknown;
  if (task.taskSpec) return { ...unknown, label: 'its taskSpec', ...inlineDeclarations(task.taskSpec, pipeline) };
  const name = task.taskRef?.resolver ? undefined : task.taskRef?.name;
  const found = name ? documents.find('Task', name, document)?.decodedAs<Task>('Task') : undefined;
  return found ? { ...unknown, label: `Task '${name}'`, ...declarations(found.spec ?? {}) } : unknown;
}

function declarations({ params, results, workspaces }: TaskSpec): Pick<TaskContract, 'params' | 'results' | 'workspaces'> {
  return { params: named(params) as PlainParamSpec[], results: named(results) as PlainResult[], workspaces: workspacesOf(workspaces) };
}

/** Params and workspaces of the Pipeline and of the run reach an inline Task by their names. */
function inlineDeclarations(spec: TaskSpec, { params }: PipelineSpecView): Pick<TaskContract, 'params' | 'results' | 'workspaces'> {
  const { params: own, results } = declarations(spec);
  if (params === undefined) return { results };
  const names = new Set(params.map(({ name }) => name));
  // A value that is passed may be of a param that only the inline Task's steps use.
  return { results, params: own?.map((param) => names.has(param.name) ? { ...param, default: param.default ?? '' } : param) };
}

function valuesOf(params: readonly Param[] | undefined): { readonly name: string; readonly value: Json }[] {
  return (params ?? []).map(({ name = '', value = '' }) => ({ name, value: value as Json }));
}

function workspacesOf(declared: readonly PipelineWorkspaceDeclaration[] | undefined): { readonly name: string; readonly optional?: boolean }[] {
  return named(declared).map(({ name, optional }) => ({ name, optional }));
}
