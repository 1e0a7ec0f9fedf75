import type { Duration } from 'cdk8s';
import { ArtifactKind } from './artifact';
import { _ArtifactField, ArtifactSource } from './artifact-source';
import { ArtifactStorage } from './artifact-storage';
import type { BindingModel, MatrixModel, PipelineTaskModel, SourceModel, TaskContract } from './lowering/pipeline-model';
import { compact } from './lowering/plain';
import type { PlainObject } from './lowering/plain';
import type { Matrix } from './matrix';
import { ParamType } from './param';
import type { Pipeline } from './pipeline';
import { suggestion } from './private/suggestion';
import { Reference } from './reference';
import { ResultReference } from './result';
import { OnError } from './step';
import { pathOf } from './synth/construct-path';
import { durationText } from './synth/duration';
import { isPipeline, isTask } from './synth/kinds';
import { plainParams, referencesIn, valueProblems } from './synth/to-plain';
import type { ITask } from './task-declaration';
import type { When } from './when';
import type { PipelineWorkspace } from './workspace';

/** How a Pipeline uses a Task. */
export interface PipelineTaskOptions {
  /**
   * Values of the Task's params: texts, lists, objects or references.
   * @default - the Task's defaults
   */
  readonly params?: { [name: string]: unknown };
  /**
   * What is bound to the Task's inputs. A list input takes several.
   * @default - none
   */
  readonly inputs?: { [name: string]: ArtifactSource | ArtifactSource[] };
  /**
   * Workspaces of the Pipeline, by the Task's names.
   * @default - those of the same name
   */
  readonly workspaces?: { [name: string]: PipelineWorkspace };
  /**
   * When it runs. Where others consume its outputs, the Task itself decides, and the outputs are blank.
   * @default - always
   */
  readonly when?: When[];
  /**
   * Tasks that must end before, besides those whose results or outputs it uses.
   * @default - none
   */
  readonly runAfter?: PipelineTask[];
  /**
   * How often it is tried again.
   * @default 0
   */
  readonly retries?: number;
  /**
   * How long it may take.
   * @default - as long as the PipelineRun
   */
  readonly timeout?: Duration;
  /**
   * What its failure means. Beta in Tekton (on by default).
   * @default OnError.STOP_AND_FAIL
   */
  readonly onError?: OnError;
  /**
   * Run it once for each combination. Beta in Tekton (on by default).
   * @default - once
   */
  readonly matrix?: Matrix;
  /**
   * What dashboards call it.
   * @default - its name
   */
  readonly displayName?: string;
  /**
   * What it does in this Pipeline.
   * @default - none
   */
  readonly description?: string;
}

/** A Task in a Pipeline. */
export class PipelineTask {
  /** Its name in the Pipeline. */
  public readonly name: string;
  private readonly pipeline: Pipeline;
  private readonly task: ITask;
  private readonly options: PipelineTaskOptions;
  private readonly isFinally: boolean;

  /** @internal */
  constructor(pipeline: Pipeline, name: string, task: ITask, options: PipelineTaskOptions, isFinally: boolean) {
    checkArguments(`task '${name}' of pipeline '${pathOf(pipeline)}'`, task, options);
    this.pipeline = pipeline;
    this.name = name;
    this.task = task;
    this.options = options;
    this.isFinally = isFinally;
  }

  /**
   * An output of the Task, to be bound to an input of another: the edge of the DAG.
   * @throws an Error when the Task does not declare it
   */
  public output(name: string): ArtifactSource {
    const { outputs, label } = this.task._contract();
    const output = outputs.find((candidate) => candidate.name === name);
    if (!output) throw new Error(`${label} declares no output '${name}'${suggestion(name, outputs.map((candidate) => candidate.name))}`);
    const kind = output.kind === 'file' ? ArtifactKind.FILE : ArtifactKind.DIRECTORY;
    return new TaskOutputSource(name, kind, this, this.pipeline);
  }

  /**
   * A result of the Task, for params and conditions of other tasks: the edge of the DAG.
   * @throws an Error when the Task does not declare it
   */
  public result(name: string): ResultReference {
    const { results, label } = this.task._contract();
    const result = results?.find((candidate) => candidate.name === name);
    if (results && !result) throw new Error(`${label} declares no result '${name}'${suggestion(name, results.map((candidate) => candidate.name))}`);
    const type = this.options.matrix ? ParamType.ARRAY : result?.type ?? ParamType.STRING;
    return new ResultReference(`${this.isFinally ? 'finally' : 'tasks'}.${this.name}.results`, name, type as ParamType, this.pipeline);
  }

  /** How it ended, for finally tasks: `Succeeded`, `Failed`, `Completed` or `None`. */
  public get status(): Reference {
    return new TaskStatus(this.name, 'status', this.pipeline);
  }

  /** Why it ended so, for finally tasks. */
  public get reason(): Reference {
    return new TaskStatus(this.name, 'reason', this.pipeline);
  }

  /** @internal */
  public _isConditional(): boolean {
    return (this.options.when ?? []).length > 0;
  }

  /** @internal */
  public _makeConditional(): boolean {
    return this.task._makeConditional();
  }

  /** Everything bound to its inputs, and what its params name. @internal */
  public _sources(): ArtifactSource[] {
    const bound = boundInputs(this.options).map(({ source }) => source);
    const named = this._references().flatMap((reference) => reference instanceof _ArtifactField ? [reference._source] : []);
    return [...bound, ...named];
  }

  /** @internal */
  public _references(): Reference[] {
    const { params, when, matrix } = this.options;
    return referencesIn([params, (when ?? []).map((condition) => condition._values), matrix?.params, matrix?.include]);
  }

  /**
   * The variable of an output's uri or digest. What does not fit singly is found in the index by its name.
   * @internal
   */
  public _outputVariable(output: string, field: string): string {
    const { result, selector } = this.task._contract().outputResults.get(output) ?? { result: output };
    return `$(tasks.${this.name}.results.${result}.${field})${selector !== undefined && field === 'uri' ? `#${selector}` : ''}`;
  }

  /** @internal */
  public _foreignTasks(): string[] {
    return (this.options.runAfter ?? []).filter((task) => task.pipeline !== this.pipeline).map((task) =>
      `task '${this.name}' of pipeline '${pathOf(this.pipeline)}' runs after '${task.name}' of pipeline '${pathOf(task.pipeline)}', which is another Pipeline`);
  }

  /** @internal */
  public _model(): PipelineTaskModel {
    const { options } = this;
    return {
      name: this.name,
      finally: this.isFinally,
      contract: this.contract(),
      target: this.target(),
      params: plainParams(options.params),
      bindings: this.bindings(),
      when: (options.when ?? []).map((condition) => condition._plain),
      runAfter: (options.runAfter ?? []).map((task) => task.name),
      workspaces: Object.entries(options.workspaces ?? {}).map(([name, workspace]) =>
        compact({ name, workspace: workspace.name, subPath: workspace.subPath })),
      matrix: options.matrix && matrixModel(options.matrix),
      settings: compact({
        displayName: options.displayName,
        description: options.description,
        retries: options.retries,
        timeout: durationText(options.timeout),
        onError: options.onError,
      }),
    };
  }

  /** The Task's declarations, with the storage that it meets in runs of this Pipeline. */
  private contract(): TaskContract {
    const contract = this.task._contract();
    return { ...contract, storage: contract.storage && ArtifactStorage._knownFor(this.task, this.pipeline) };
  }

  /** What it runs; only a Pipeline writes metadata into an embedded spec. */
  private target(): PlainObject {
    const target = this.task._target();
    const metadata = this.task._embeddedMetadata();
    return Object.keys(metadata).length ? { taskSpec: { metadata, ...target.taskSpec as PlainObject } } : target;
  }

  private bindings(): BindingModel[] {
    const { inputs = {}, matrix } = this.options;
    const models = (bound: Bound, fannedOut: boolean) =>
      Object.entries(bound).filter(([, source]) => source !== undefined).map(([input, source]) => ({
        input, matrix: fannedOut, sources: [source].flat().map((each) => each._modelIn(this.pipeline)),
      }));
    return [...models(inputs, false), ...models(matrix?.inputs ?? {}, true)];
  }
}

/** An output of a task, for others of its Pipeline. */
class TaskOutputSource extends ArtifactSource {
  constructor(name: string, kind: ArtifactKind, private readonly task: PipelineTask, pipeline: Pipeline) {
    super(name, kind, pipeline);
  }

  /** @internal */
  public _model(): SourceModel {
    return { from: 'task', task: this.task.name, output: this.name };
  }

  /** @internal */
  public _variable(field: string): string {
    return this.task._outputVariable(this.name, field);
  }
}

class TaskStatus extends Reference {
  constructor(private readonly task: string, private readonly field: string, pipeline: Pipeline) {
    super(pipeline);
  }

  public toString(): string {
    return `$(tasks.${this.task}.${this.field})`;
  }
}

type Bound = { readonly [name: string]: ArtifactSource | ArtifactSource[] };

/** Each source with the input that it is bound to; what is undefined is left out, as with params. */
function boundInputs({ inputs = {}, matrix }: PipelineTaskOptions): { readonly input: string; readonly source: ArtifactSource }[] {
  return [...Object.entries<Bound[string]>(inputs), ...Object.entries<Bound[string]>(matrix?.inputs ?? {})]
    .filter(([, source]) => source !== undefined)
    .flatMap(([input, sources]) => [sources].flat().map((source) => ({ input, source })));
}

/** What compilers let pass; told here, it names the place. */
function checkArguments(place: string, task: ITask, options: PipelineTaskOptions): void {
  if (isPipeline(task)) throw new Error(`${place} is not given a Task but the Pipeline '${pathOf(task)}', wrap it: Task.fromPipeline(scope, id, pipeline)`);
  if (!isTask(task)) throw new Error(`${place} is not given a Task but '${String(task)}', call addTask(name, task, options)`);
  const { params, matrix, runAfter = [] } = options;
  if (!Array.isArray(runAfter) || !runAfter.every((other) => other instanceof PipelineTask)) {
    throw new Error(`${place} runs after something that is no task of a Pipeline, expected a list of what addTask() returned: runAfter: [added]`);
  }
  const [problem] = [params, matrix?.params, ...(matrix?.include ?? []).map((included) => included.params)].flatMap(valueProblems);
  if (problem) throw new Error(`${place} ${problem}`);
  for (const { input, source } of boundInputs(options)) {
    if (source instanceof ArtifactSource) continue;
    throw new Error(`${place} binds input '${input}' to something that is no artifact of a Pipeline, `
      + "expected an output of one of its tasks or an input of the Pipeline: added.output('...') or pipeline.input('...')");
  }
}

function matrixModel(matrix: Matrix): MatrixModel {
  return {
    params: plainParams(matrix.params),
    include: (matrix.include ?? []).map((included, index) => ({ name: included.name ?? `include-${index}`, params: plainParams(included.params) })),
  };
}
