import type { PlainObject, PlainParam, PlainParamSpec, PlainResult, PlainWhen, PlainWorkspaceSpec } from './plain';
import type { InputModel, KnownStorage, OutputModel, OutputResult } from './task-model';

/** What a Task or a Pipeline can be given by who runs it. */
export interface RunContract {
  /** For messages: a construct path or a name. */
  readonly label: string;
  /** Where its object is: Tekton finds it by name there only. Unset: it is embedded, comes from elsewhere, or goes where it is applied. */
  readonly namespace?: string;
  /** Unset: nobody declared them, so nothing is checked. */
  readonly params?: readonly PlainParamSpec[];
  readonly inputs: readonly InputModel[];
  /** Unset: as with params. */
  readonly workspaces?: readonly PlainWorkspaceSpec[];
}

/** What a Pipeline can be given by who runs it. */
export interface PipelineContract extends RunContract {
  /** The names of its tasks. Unset: as with params. */
  readonly tasks?: readonly string[];
}

/** What a Pipeline knows of a Task: its declarations, whoever compiled it. */
export interface TaskContract extends RunContract {
  /** Unset: as with params. */
  readonly results?: readonly PlainResult[];
  readonly outputs: readonly OutputModel[];
  /** By output name. */
  readonly outputResults: ReadonlyMap<string, OutputResult>;
  /** The Task takes the param `artifacts-when`. */
  readonly conditional: boolean;
  /** Unset: the Task is made elsewhere, so nothing is known. */
  readonly storage?: KnownStorage;
}

/** Where the reference of an artifact comes from, inside one Pipeline. */
export type SourceModel =
  | { readonly from: 'task'; readonly task: string; readonly output: string }
  | { readonly from: 'pipeline'; readonly input: string }
  | { readonly from: 'elsewhere'; readonly label: string };

/** An input of a PipelineTask and what is bound to it: more than one source only for a list or a matrix. */
export interface BindingModel {
  readonly input: string;
  readonly sources: readonly SourceModel[];
  /** Each source is an input of its own TaskRun. */
  readonly matrix: boolean;
}

/** A matrix: every combination of params, and included ones. */
export interface MatrixModel {
  readonly params: readonly PlainParam[];
  readonly include: readonly { readonly name: string; readonly params: readonly PlainParam[] }[];
}

/** One task of a Pipeline. */
export interface PipelineTaskModel {
  readonly name: string;
  readonly finally: boolean;
  readonly contract: TaskContract;
  /** `taskRef`, `taskSpec` or what else runs. */
  readonly target: PlainObject;
  readonly params: readonly PlainParam[];
  readonly bindings: readonly BindingModel[];
  readonly when: readonly PlainWhen[];
  readonly runAfter: readonly string[];
  readonly workspaces: readonly { readonly name: string; readonly workspace?: string; readonly subPath?: string }[];
  readonly matrix?: MatrixModel;
  /** Everything else, in Tekton's words: retries, timeout, onError, displayName, description. */
  readonly settings: PlainObject;
}

/** A Pipeline as its author declared it. */
export interface PipelineModel {
  readonly path: string;
  /** See {@link RunContract.namespace}. */
  readonly namespace?: string;
  readonly params: readonly PlainParamSpec[];
  readonly inputs: readonly InputModel[];
  readonly workspaces: readonly PlainWorkspaceSpec[];
  readonly results: readonly PlainResult[];
  readonly outputs: readonly { readonly name: string; readonly description?: string; readonly source: SourceModel }[];
  readonly tasks: readonly PipelineTaskModel[];
  /** Params of the surrounding run are visible: undeclared params are no error. */
  readonly embedded: boolean;
  readonly settings: PlainObject;
}

/** A Pipeline after lowering. */
export interface LoweredPipeline {
  readonly spec: PlainObject;
  readonly problems: readonly string[];
}

