import type { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import type { ArtifactKind } from './artifact';
import { ArtifactSource } from './artifact-source';
import { ArtifactStorage } from './artifact-storage';
import { lowerPipeline } from './lowering/pipeline';
import type { LoweredPipeline, PipelineContract, PipelineModel, SourceModel } from './lowering/pipeline-model';
import { compact } from './lowering/plain';
import type { PlainObject } from './lowering/plain';
import { ParamReference, ParamType } from './param';
import type { IPipeline, PipelineDeclaration } from './pipeline-declaration';
import { PipelineTask } from './pipeline-task';
import type { PipelineTaskOptions } from './pipeline-task';
import { Reference } from './reference';
import type { Resolver } from './resolver';
import { pathOf } from './synth/construct-path';
import { inputModels, paramSpecs, workspaceSpecs } from './synth/declarations';
import { lookUp } from './synth/look-up';
import { changed, Memo } from './synth/memo';
import { ReferencedPipeline } from './synth/referenced-pipeline';
import { metadataOf, TektonObject } from './synth/tekton-object';
import { foreignReferences, toJson, valueProblem } from './synth/to-plain';
import type { _EmbeddedMetadata, ITask } from './task-declaration';
import { PipelineWorkspace } from './workspace';

/** What a result of a Pipeline is. */
export interface PipelineResultOptions {
  /**
   * What it says.
   * @default - none
   */
  readonly description?: string;
  /**
   * Its type.
   * @default - that of the value
   */
  readonly type?: ParamType;
}

/** What a Pipeline is made of. */
export interface PipelineProps extends PipelineDeclaration {
  /**
   * Name, labels, annotations.
   * @default - named by the id
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * What dashboards call it.
   * @default - its name
   */
  readonly displayName?: string;
  /**
   * What it does.
   * @default - none
   */
  readonly description?: string;
  /**
   * Write the spec into each PipelineRun that uses it, instead of making an object of its own.
   * @default false
   */
  readonly embedded?: boolean;
}

/** Tasks and the order in which they run: Tekton's `Pipeline`, `tekton.dev/v1`. */
export class Pipeline extends Construct implements IPipeline {
  /** A Pipeline that is in the namespace already. What it declares is checked where it is used. */
  public static fromPipelineName(scope: Construct, id: string, name: string, declaration?: PipelineDeclaration): IPipeline {
    return new ReferencedPipeline(scope, id, { pipelineRef: { name } }, name, declaration);
  }

  /** A Pipeline that a resolver fetches. */
  public static fromResolver(scope: Construct, id: string, resolver: Resolver, declaration?: PipelineDeclaration): IPipeline {
    return new ReferencedPipeline(scope, id, { pipelineRef: resolver._toPlain() }, resolver._label(), declaration);
  }

  /** The name of the object. */
  public readonly pipelineName: string;
  private readonly props: PipelineProps;
  private readonly object?: TektonObject;
  private readonly lowered = new Memo(() => lowerPipeline(this.model()));
  private readonly taskList: PipelineTask[] = [];
  private readonly resultList: { readonly name: string; readonly value: unknown; readonly options: PipelineResultOptions }[] = [];
  private readonly outputList: { readonly name: string; readonly source: ArtifactSource; readonly description?: string }[] = [];

  constructor(scope: Construct, id: string, props: PipelineProps = {}) {
    super(scope, id);
    this.props = props;
    const metadata = metadataOf(this, 'pipeline', props.metadata);
    this.pipelineName = metadata.name as string;
    if (!props.embedded) {
      this.object = new TektonObject(this, 'Resource', {
        apiVersion: 'tekton.dev/v1',
        kind: 'Pipeline',
        metadata,
        annotations: () => ArtifactStorage._annotationsFor(this),
        spec: () => this._lower().spec,
      });
    }
    this.node.addValidation({ validate: () => this.problems() });
  }

  /**
   * Adds a task. What it reads of other tasks decides when it runs.
   * @throws an Error when there is one of the name
   */
  public addTask(name: string, task: ITask, options: PipelineTaskOptions = {}): PipelineTask {
    return this.add(name, task, options, false);
  }

  /**
   * Adds a task that runs at the end, also of a run that failed. Tekton skips it where an artifact or a result that it reads
   * was never made; `status` of a task and `tasksStatus` are always there.
   * @throws an Error when there is one of the name
   */
  public addFinally(name: string, task: ITask, options: PipelineTaskOptions = {}): PipelineTask {
    return this.add(name, task, options, true);
  }

  /**
   * Hands an artifact on to whoever runs the Pipeline: it becomes a result, an object or a string as its codec says.
   * @throws an Error when there is one of the name
   */
  public addOutput(name: string, source: ArtifactSource, description?: string): void {
    if (this.outputList.some((output) => output.name === name)) throw new Error(`${labelOf(this)} already has the output '${name}'`);
    if (!(source instanceof ArtifactSource)) {
      throw new Error(`${labelOf(this)} has output '${name}' from something that is no artifact of a Pipeline, `
        + "expected an output of one of its tasks: added.output('...')");
    }
    this.outputList.push({ name, source, description });
    changed();
    this.decideInside([source]);
  }

  /**
   * Adds a result: a reference, a text with references, a list or an object of them.
   * @throws an Error when there is one of the name
   */
  public addResult(name: string, value: unknown, options: PipelineResultOptions = {}): void {
    if (this.resultList.some((result) => result.name === name)) throw new Error(`${labelOf(this)} already has the result '${name}'`);
    if (value === undefined || value === null) {
      throw new Error(`${labelOf(this)} has result '${name}' without a value, expected a text, a list, an object or a reference`);
    }
    const problem = valueProblem(value);
    if (problem) throw new Error(`${labelOf(this)} sets the result '${name}' ${problem}`);
    this.resultList.push({ name, value, options });
    changed();
  }

  /** A param. @throws an Error when it is not declared */
  public param(name: string): ParamReference {
    const { type } = lookUp(this.props.params ?? {}, name, labelOf(this), 'param');
    return new ParamReference(name, type ?? ParamType.STRING, this);
  }

  /** An input, to be bound to inputs of tasks. @throws an Error when it is not declared */
  public input(name: string): ArtifactSource {
    return new PipelineInput(name, lookUp(this.props.inputs ?? {}, name, labelOf(this), 'input').kind, this);
  }

  /** A workspace, to be handed to tasks. @throws an Error when it is not declared */
  public workspace(name: string): PipelineWorkspace {
    lookUp(this.props.workspaces ?? {}, name, labelOf(this), 'workspace');
    return new PipelineWorkspace(name);
  }

  /** How all tasks together ended, for finally tasks: `Succeeded`, `Failed`, `Completed` or `None`. */
  public get tasksStatus(): Reference {
    return new TasksStatus(this);
  }

  /** The tasks, those of finally behind the others. */
  public get tasks(): PipelineTask[] {
    return [...this.taskList];
  }

  /** @internal */
  public _contract(): PipelineContract {
    const { params = {}, inputs = {}, workspaces = {} } = this.props;
    return {
      label: labelOf(this),
      namespace: this.object?.metadata.namespace,
      params: paramSpecs(params),
      inputs: inputModels(inputs),
      workspaces: workspaceSpecs(workspaces),
      tasks: this.taskList.map(({ name }) => name),
    };
  }

  /** @internal */
  public _target(): PlainObject {
    return this.props.embedded ? { pipelineSpec: this._lower().spec } : { pipelineRef: { name: this.pipelineName } };
  }

  /** @internal */
  public _embeddedMetadata(): _EmbeddedMetadata {
    if (!this.props.embedded) return {};
    const { labels, annotations } = this.props.metadata ?? {};
    return { labels, annotations: { ...ArtifactStorage._annotationsFor(this), ...annotations } };
  }

  /** @internal */
  public _lower(): LoweredPipeline {
    return this.lowered.get();
  }

  private add(name: string, task: ITask, options: PipelineTaskOptions, isFinally: boolean): PipelineTask {
    if (this.taskList.some((other) => other.name === name)) throw new Error(`${labelOf(this)} already has a task '${name}', give each its own name`);
    const added = new PipelineTask(this, name, task, options, isFinally);
    this.taskList.push(added);
    changed();
    this.decideInside(added._sources());
    return added;
  }

  /** A task with a condition whose outputs are consumed decides inside, so that the outputs exist in any case. */
  private decideInside(sources: readonly ArtifactSource[]): void {
    for (const source of sources) {
      const model = source._modelIn(this);
      const producer = model.from === 'task' ? this.taskList.find((task) => task.name === model.task) : undefined;
      if (!producer?._isConditional() || producer._makeConditional()) continue;
      throw new Error(`task '${producer.name}' of ${labelOf(this)} has a 'when' and its output '${source.name}' is consumed, but the Task is not made here, `
        + 'so it cannot leave the output blank: Tekton would skip every consumer; remove the condition, or put it on the consumers too and bind nothing');
    }
  }

  private model(): PipelineModel {
    const { params = {}, inputs = {}, workspaces = {}, displayName, description } = this.props;
    return {
      path: pathOf(this),
      namespace: this.object?.metadata.namespace,
      params: paramSpecs(params),
      inputs: inputModels(inputs),
      workspaces: workspaceSpecs(workspaces),
      results: this.resultList.map(({ name, value, options }) => compact({
        name, type: options.type ?? typeOf(value), description: options.description, value: toJson(value),
      })),
      outputs: this.outputList.map(({ name, source, description: text }) => ({ name, description: text, source: source._modelIn(this) })),
      tasks: this.taskList.map((task) => task._model()),
      embedded: this.props.embedded ?? false,
      settings: compact({ displayName, description }),
    };
  }

  private problems(): string[] {
    const foreign = this.taskList.flatMap((task) => foreignReferences(task._references(), [this]).map((reference) =>
      `task '${task.name}' of ${labelOf(this)} uses '${reference}', which belongs to '${pathOf(reference._owner as IConstruct)}': `
      + 'pass it by a param, an input or a result of this Pipeline'));
    const results = foreignReferences(this.resultList.map(({ value }) => value), [this]).map((reference) =>
      `${labelOf(this)} has a result from '${reference}', which belongs to '${pathOf(reference._owner as IConstruct)}': expected a result of its own tasks`);
    return [...this._lower().problems, ...foreign, ...results, ...this.taskList.flatMap((task) => task._foreignTasks())];
  }
}

/** An input of a Pipeline, for its tasks. */
class PipelineInput extends ArtifactSource {
  constructor(name: string, kind: ArtifactKind, pipeline: Pipeline) {
    super(name, kind, pipeline);
  }

  /** @internal */
  public _model(): SourceModel {
    return { from: 'pipeline', input: this.name };
  }

  /** @internal */
  public _variable(field: string): string {
    return `$(params.${this.name}.${field})`;
  }
}

class TasksStatus extends Reference {
  constructor(pipeline: Pipeline) {
    super(pipeline);
  }

  public toString(): string {
    return '$(tasks.status)';
  }
}

/** What messages call a Pipeline. */
function labelOf(pipeline: Pipeline): string {
  return `pipeline '${pathOf(pipeline)}'`;
}

function typeOf(value: unknown): ParamType {
  const whole = value instanceof Reference && value.toString().endsWith('[*])');
  if (whole && 'type' in value) return value.type as ParamType;
  if (Array.isArray(value)) return ParamType.ARRAY;
  return typeof value === 'object' && value !== null && !(value instanceof Reference) ? ParamType.OBJECT : ParamType.STRING;
}
