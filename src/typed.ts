import type { Construct } from 'constructs';
import { ArtifactKind, ReferenceCodec } from './artifact';
import type { InputSpec, OutputSpec, TaskInput, TaskOutput } from './artifact';
import type { ArtifactSource } from './artifact-source';
import type { Matrix } from './matrix';
import { ParamType } from './param';
import type { ParamReference, ParamSpec, PropertySpec } from './param';
import { Pipeline } from './pipeline';
import type { PipelineProps } from './pipeline';
import type { PipelineTask, PipelineTaskOptions } from './pipeline-task';
import type { Reference } from './reference';
import { Resolver } from './resolver';
import type { ResultReference, ResultSpec, TaskResult } from './result';
import { Task } from './task';
import type { TaskProps } from './task';
import type { ITask, TaskDeclaration } from './task-declaration';
import type { PipelineWorkspace, TaskWorkspace } from './workspace';

/*
 * The TypeScript layer: the same constructs, with names that the compiler checks.
 *
 * jsii drops what is here (constants and functions); other languages use the constructs and learn of a wrong name at
 * synth. Types follow from the declarations alone, so nothing is said twice.
 */

type Of<K extends string, S> = { readonly kind: K } & S;
type Typed<T extends ParamType, S> = { readonly type: T } & S;
/** Refuses misspelt keys beside correct ones, which a type parameter takes silently. */
type Exactly<O, S> = O & { readonly [K in Exclude<keyof O, keyof S>]: never };
type ParamOptions = Omit<ParamSpec, 'type' | 'default' | 'properties'>;
type StringParamOptions = ParamOptions & { readonly default?: string };
type ArrayParamOptions = ParamOptions & { readonly default?: readonly string[] };
type ObjectParamOptions = ParamOptions & {
  readonly default?: { readonly [key: string]: string };
  readonly properties?: { [key: string]: PropertySpec };
};
type ResultOptions = Omit<ResultSpec, 'type' | 'properties'>;
type ObjectResultOptions = ResultOptions & { readonly properties: { [key: string]: PropertySpec } };
type ArtifactOptions = Omit<InputSpec & OutputSpec, 'kind'>;
type ListOptions = Omit<ArtifactOptions, 'codec'>;

/** Declares params by type: `Param.string({ default: 'release' })`. */
export const Param = {
  /** A text. */
  string: <const O extends StringParamOptions>(options?: Exactly<O, StringParamOptions>): Typed<ParamType.STRING, O> =>
    ({ ...options as O, type: ParamType.STRING }),
  /** A list of texts. */
  array: <const O extends ArrayParamOptions>(options?: Exactly<O, ArrayParamOptions>): Typed<ParamType.ARRAY, O> =>
    ({ ...options as O, type: ParamType.ARRAY }),
  /** Texts by key. */
  object: <const O extends ObjectParamOptions>(options?: Exactly<O, ObjectParamOptions>): Typed<ParamType.OBJECT, O> =>
    ({ ...options as O, type: ParamType.OBJECT }),
};

/** Declares results by type: `Result.string()`. */
export const Result = {
  /** A text. */
  string: <const O extends ResultOptions>(options?: Exactly<O, ResultOptions>): Typed<ParamType.STRING, O> =>
    ({ ...options as O, type: ParamType.STRING }),
  /** A list of texts. */
  array: <const O extends ResultOptions>(options?: Exactly<O, ResultOptions>): Typed<ParamType.ARRAY, O> =>
    ({ ...options as O, type: ParamType.ARRAY }),
  /** Texts by key. */
  object: <const O extends ObjectResultOptions>(options: Exactly<O, ObjectResultOptions>): Typed<ParamType.OBJECT, O> =>
    ({ ...options as O, type: ParamType.OBJECT }),
};

/** Declares artifacts by kind: `Artifact.file({ mediaType: 'application/spdx+json' })`. */
export const Artifact = {
  /** One file. */
  file: <const O extends ArtifactOptions>(options?: Exactly<O, ArtifactOptions>): Of<ArtifactKind.FILE, O> =>
    ({ ...options as O, kind: ArtifactKind.FILE }),
  /** A directory tree. */
  directory: <const O extends ArtifactOptions>(options?: Exactly<O, ArtifactOptions>): Of<ArtifactKind.DIRECTORY, O> =>
    ({ ...options as O, kind: ArtifactKind.DIRECTORY }),
  /** An input of many files: they lie at `<path>/0`, `<path>/1`, ...; an absent one leaves its number out. */
  files: <const O extends ListOptions>(options?: Exactly<O, ListOptions>): Of<ArtifactKind.FILE, O & { readonly codec: ReferenceCodec.LIST }> =>
    ({ ...options as O, kind: ArtifactKind.FILE, codec: ReferenceCodec.LIST }),
  /** An input of many directories: they lie at `<path>/0`, `<path>/1`, ...; an absent one leaves its number out. */
  directories: <const O extends ListOptions>(
    options?: Exactly<O, ListOptions>,
  ): Of<ArtifactKind.DIRECTORY, O & { readonly codec: ReferenceCodec.LIST }> =>
    ({ ...options as O, kind: ArtifactKind.DIRECTORY, codec: ReferenceCodec.LIST }),
};

/** The declarations under a key, or none. */
type Declared<D, K extends string> = D extends { readonly [P in K]: infer M } ? M : object;
type Each<M, V> = { readonly [N in keyof M]: V };

declare const declaration: unique symbol;

/**
 * Carries a declaration from a Task to where it is used; there is nothing at run time.
 * @jsii ignore
 */
export interface Declares<D> {
  /** For the compiler only. */
  readonly [declaration]: D;
}

/** A Task whose declared names the compiler knows. */
export type TypedTask<D> = Task & Declares<D> & {
  readonly params: Each<Declared<D, 'params'>, ParamReference>;
  readonly results: Each<Declared<D, 'results'>, TaskResult>;
  readonly inputs: Each<Declared<D, 'inputs'>, TaskInput>;
  readonly outputs: Each<Declared<D, 'outputs'>, TaskOutput>;
  readonly workspaces: Each<Declared<D, 'workspaces'>, TaskWorkspace>;
};

/** An artifact of a known kind. */
export type SourceOf<S> = S extends { readonly kind: infer K extends ArtifactKind } ? ArtifactSource & { readonly kind: K } & Declares<K> : never;

/** An artifact whose kind only synth knows: that of a Task or Pipeline without declared types. */
type UntypedSource = ArtifactSource & { readonly [declaration]?: undefined };

/** A task of a Pipeline whose outputs and results the compiler knows. */
export type TypedPipelineTask<D> = PipelineTask & {
  readonly outputs: { readonly [N in keyof Declared<D, 'outputs'>]: SourceOf<Declared<D, 'outputs'>[N]> };
  readonly results: Each<Declared<D, 'results'>, ResultReference>;
};

type Text = string | Reference;
type ValueOf<S> =
  S extends { readonly type: ParamType.ARRAY } ? readonly Text[] | Reference :
    S extends { readonly type: ParamType.OBJECT } ? { readonly [key: string]: Text } | Reference : Text;
type OneOf<S> = SourceOf<S> | UntypedSource;
type BindingOf<S> = S extends { readonly codec: ReferenceCodec.LIST } ? OneOf<S> | readonly OneOf<S>[] : OneOf<S>;

type Defaulted<M> = { [N in keyof M]: M[N] extends { readonly default: unknown } ? N : never }[keyof M];
type Optional<M> = { [N in keyof M]: M[N] extends { readonly optional: true } ? N : never }[keyof M];

type ParamsOf<M> = { readonly [N in Exclude<keyof M, Defaulted<M>>]: ValueOf<M[N]> } & { readonly [N in Defaulted<M>]?: ValueOf<M[N]> };
type InputsOf<M> = { readonly [N in Exclude<keyof M, Optional<M>>]: BindingOf<M[N]> } & { readonly [N in Optional<M>]?: BindingOf<M[N]> };
type WorkspacesOf<M> = { readonly [N in keyof M]?: PipelineWorkspace };
/** A key that may be left out when nothing in it is required. */
type Given<K extends string, V> = object extends V ? { readonly [P in K]?: V } : { readonly [P in K]: V };

/** How a Pipeline uses a Task whose names the compiler knows. In a matrix, what it sets need not be set again. */
export type TypedOptions<D> =
  Omit<PipelineTaskOptions, 'params' | 'inputs' | 'workspaces' | 'matrix'>
  & { readonly workspaces?: WorkspacesOf<Declared<D, 'workspaces'>> }
  // The compiler explains a mismatch by the last of these.
  & (
    | {
      readonly matrix: Matrix;
      readonly params?: Partial<ParamsOf<Declared<D, 'params'>>>;
      readonly inputs?: Partial<InputsOf<Declared<D, 'inputs'>>>;
    }
    | { readonly matrix?: undefined } & Given<'params', ParamsOf<Declared<D, 'params'>>> & Given<'inputs', InputsOf<Declared<D, 'inputs'>>>
  );

type DeclarationOf<T> = T extends Declares<infer D> ? D : never;
type OptionsFor<T> = T extends Declares<infer D>
  ? object extends TypedOptions<D> ? [options?: TypedOptions<D>] : [options: TypedOptions<D>]
  : [options?: PipelineTaskOptions];
type AddedTask<T> = T extends Declares<unknown> ? TypedPipelineTask<DeclarationOf<T>> : PipelineTask;

/** A Pipeline that checks names where Tasks are added. */
export type TypedPipeline<D> = Omit<Pipeline, 'addTask' | 'addFinally'> & {
  readonly params: Each<Declared<D, 'params'>, ParamReference>;
  readonly inputs: { readonly [N in keyof Declared<D, 'inputs'>]: SourceOf<Declared<D, 'inputs'>[N]> };
  readonly workspaces: Each<Declared<D, 'workspaces'>, PipelineWorkspace>;
  /** Adds a task. What it reads of other tasks decides when it runs. */
  addTask<T extends ITask>(name: string, task: T, ...options: OptionsFor<T>): AddedTask<T>;
  /** Adds a task that runs at the end, also of a run that failed. Tekton skips it where what it reads was never made. */
  addFinally<T extends ITask>(name: string, task: T, ...options: OptionsFor<T>): AddedTask<T>;
};

/**
 * Makes a Task whose declared names are properties: `build.inputs.source.path`, `build.params.target`.
 *
 * @param props what `new Task()` takes
 */
export function defineTask<const D extends TaskProps>(scope: Construct, id: string, props?: Exactly<D, TaskProps>): TypedTask<D> {
  const task = new Task(scope, id, props);
  return Object.assign(task, {
    params: each(props?.params, (name) => task.param(name)),
    results: each(props?.results, (name) => task.result(name)),
    inputs: each(props?.inputs, (name) => task.input(name)),
    outputs: each(props?.outputs, (name) => task.output(name)),
    workspaces: each(props?.workspaces, (name) => task.workspace(name)),
  }) as unknown as TypedTask<D>;
}

/**
 * Declares what a Task that is made elsewhere takes and gives, so that a Pipeline binds it by checked names.
 *
 * @param source its name in the namespace, or what fetches it
 */
export function declareTask<const D extends TaskDeclaration>(
  scope: Construct, id: string, source: string | Resolver, declared: Exactly<D, TaskDeclaration>,
): ITask & Declares<D> {
  const task = source instanceof Resolver ? Task.fromResolver(scope, id, source, declared) : Task.fromTaskName(scope, id, source, declared);
  return task as ITask & Declares<D>;
}

/**
 * Makes a Pipeline that checks names: `pipeline.addTask('sign', sign, { inputs: { app: built.outputs.app } })`.
 *
 * @param props what `new Pipeline()` takes
 */
export function definePipeline<const D extends PipelineProps>(scope: Construct, id: string, props?: Exactly<D, PipelineProps>): TypedPipeline<D> {
  const pipeline = new Pipeline(scope, id, props);
  const withNames = (add: (name: string, task: ITask, options?: PipelineTaskOptions) => PipelineTask) =>
    (name: string, task: ITask, options?: PipelineTaskOptions) => named(add.call(pipeline, name, task, options), task);
  return Object.assign(pipeline, {
    params: each(props?.params, (name) => pipeline.param(name)),
    inputs: each(props?.inputs, (name) => pipeline.input(name)),
    workspaces: each(props?.workspaces, (name) => pipeline.workspace(name)),
    addTask: withNames(pipeline.addTask),
    addFinally: withNames(pipeline.addFinally),
  }) as unknown as TypedPipeline<D>;
}

/** Gives a task of a Pipeline its outputs and results as properties. */
function named(added: PipelineTask, task: ITask): PipelineTask {
  const { outputs, results } = task._contract();
  return Object.assign(added, {
    outputs: Object.fromEntries(outputs.map(({ name }) => [name, added.output(name)])),
    results: Object.fromEntries((results ?? []).map(({ name }) => [name, added.result(name)])),
  });
}

function each<V>(declared: object | undefined, make: (name: string) => V): { [name: string]: V } {
  return Object.fromEntries(Object.keys(declared ?? {}).map((name) => [name, make(name)]));
}
