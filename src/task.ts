import type { ApiObjectMetadata } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import { TaskInput, TaskOutput } from './artifact';
import type { InputSpec, OutputSpec } from './artifact';
import { ArtifactAgent } from './artifact-agent';
import { ArtifactStorage } from './artifact-storage';
import type { ContainerProps } from './container';
import type { CustomTaskRef } from './custom-task';
import type { TaskContract } from './lowering/pipeline-model';
import { compact } from './lowering/plain';
import type { PlainObject, PlainSidecar, PlainTaskSpec, PlainVolume } from './lowering/plain';
import { lowerTask } from './lowering/task';
import type { AgentModel, LoweredTask, TaskModel } from './lowering/task-model';
import { ParamReference, ParamType } from './param';
import type { IPipeline } from './pipeline-declaration';
import type { Resolver } from './resolver';
import { TaskResult } from './result';
import type { SidecarProps } from './sidecar';
import { Step } from './step';
import type { StepProps } from './step';
import { pathOf } from './synth/construct-path';
import { containerOf, sidecarOf } from './synth/container';
import { inputModels, outputModels, paramSpecs, resultSpecs, workspaceSpecs } from './synth/declarations';
import { lookUp } from './synth/look-up';
import { changed, Memo } from './synth/memo';
import { customTarget, ReferencedPipelineTask, ReferencedTask } from './synth/referenced-task';
import { metadataOf, TektonObject } from './synth/tekton-object';
import { foreignReferences, volumeOf } from './synth/to-plain';
import type { _EmbeddedMetadata, ITask, TaskDeclaration } from './task-declaration';
import { TaskWorkspace } from './workspace';

/** What a Task is made of. */
export interface TaskProps extends TaskDeclaration {
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
   * What all steps have in common.
   * @default - nothing
   */
  readonly stepTemplate?: ContainerProps;
  /**
   * Volumes; see also `addVolume()`.
   * @default - none
   */
  readonly volumes?: kplus.k8s.Volume[];
  /**
   * Write the spec into each Pipeline and TaskRun that uses it, instead of making an object of its own.
   * @default false
   */
  readonly embedded?: boolean;
  /**
   * Fail the synth when the outputs do not fit into the result bytes, instead of handing them on as one index.
   * @default false
   */
  readonly strictResults?: boolean;
  /**
   * Allow `$(params.x)` in scripts, where the value becomes part of the program.
   * @default false
   */
  readonly unsafeParamsInScripts?: boolean;
}

/** Steps that run in one Pod, with what they take and give: Tekton's `Task`, `tekton.dev/v1`. */
export class Task extends Construct implements ITask {
  /** A Task that is in the namespace already. What it declares is checked where it is used. */
  public static fromTaskName(scope: Construct, id: string, name: string, declaration?: TaskDeclaration): ITask {
    return new ReferencedTask(scope, id, { taskRef: { name } }, name, declaration);
  }

  /** A Task that a resolver fetches. */
  public static fromResolver(scope: Construct, id: string, resolver: Resolver, declaration?: TaskDeclaration): ITask {
    return new ReferencedTask(scope, id, { taskRef: resolver._toPlain() }, resolver._label(), declaration);
  }

  /** A custom task: an object of another controller, which a CustomRun runs. */
  public static fromCustomTask(scope: Construct, id: string, custom: CustomTaskRef, declaration?: TaskDeclaration): ITask {
    return new ReferencedTask(scope, id, customTarget(custom), `${custom.kind} '${custom.name ?? id}'`, declaration);
  }

  /**
   * A whole Pipeline, to run as one task of another; its results cannot be read there.
   *
   * Alpha: needs Tekton's feature flag `enable-api-fields: alpha`.
   */
  public static fromPipeline(scope: Construct, id: string, pipeline: IPipeline): ITask {
    return new ReferencedPipelineTask(scope, id, pipeline);
  }

  /** The name of the object. */
  public readonly taskName: string;
  private readonly props: TaskProps;
  private readonly object?: TektonObject;
  private readonly stepList: Step[] = [];
  private readonly sidecarList: PlainSidecar[] = [];
  private readonly volumeList: PlainVolume[];
  private readonly declared: Required<TaskDeclaration>;
  private readonly kplusVolumes = new Map<string, kplus.Volume>();
  private readonly lowered = new Memo(() => lowerTask(this.model()));
  private readonly contract = new Memo(() => this.makeContract());
  private conditional = false;
  private agent?: AgentModel;

  constructor(scope: Construct, id: string, props: TaskProps = {}) {
    super(scope, id);
    const metadata = metadataOf(this, 'task', props.metadata);
    this.taskName = metadata.name as string;
    this.props = props;
    this.declared = {
      params: { ...props.params },
      results: { ...props.results },
      inputs: { ...props.inputs },
      outputs: { ...props.outputs },
      workspaces: { ...props.workspaces },
    };
    this.volumeList = (props.volumes ?? []).map((volume) => kplus.k8s.toJson_Volume(volume) as PlainVolume);
    if (Object.keys(this.declared.inputs).length + Object.keys(this.declared.outputs).length) this.bindAgent();
    if (!props.embedded) {
      this.object = new TektonObject(this, 'Resource', {
        apiVersion: 'tekton.dev/v1',
        kind: 'Task',
        metadata,
        annotations: () => this.storageAnnotations,
        spec: () => this._lower().spec,
      });
    }
    this.node.addValidation({ validate: () => this.problems() });
  }

  /**
   * Adds a step; steps run one after the other.
   * @throws an Error when there is one of the name
   */
  public addStep(name: string, props: StepProps): Step {
    if (props === undefined) throw new Error(`step '${name}' of ${labelOf(this)} is given nothing, expected an image with a script or command, or a ref`);
    if (this.stepList.some((step) => step.name === name)) throw new Error(`${labelOf(this)} already has a step '${name}', give each its own name`);
    const step = new Step(this, name, props);
    this.stepList.push(step);
    changed();
    return step;
  }

  /**
   * Adds a container that runs beside the steps.
   * @throws an Error when there is one of the name
   */
  public addSidecar(name: string, props: SidecarProps): void {
    if (this.sidecarList.some((sidecar) => sidecar.name === name)) throw new Error(`${labelOf(this)} already has a sidecar '${name}'`);
    this.sidecarList.push(sidecarOf(name, props));
    changed();
  }

  /**
   * Adds a volume of cdk8s-plus; the same one again is no error.
   * @throws an Error when there is another of its name
   */
  public addVolume(volume: kplus.Volume): void {
    if (this.kplusVolumes.get(volume.name) === volume) return;
    if (this.volumeList.some(({ name }) => name === volume.name)) throw new Error(`${labelOf(this)} already has a volume '${volume.name}'`);
    this.kplusVolumes.set(volume.name, volume);
    this.volumeList.push(kplus.k8s.toJson_Volume(volumeOf(volume)) as PlainVolume);
    changed();
  }

  /**
   * Declares another input.
   * @throws an Error when there is one of the name
   */
  public addInput(name: string, spec: InputSpec): TaskInput {
    this.declare(this.declared.inputs, name, spec, 'input');
    return this.input(name);
  }

  /**
   * Declares another output.
   * @throws an Error when there is one of the name
   */
  public addOutput(name: string, spec: OutputSpec): TaskOutput {
    this.declare(this.declared.outputs, name, spec, 'output');
    return this.output(name);
  }

  /** The steps, in their order. */
  public get steps(): Step[] {
    return [...this.stepList];
  }

  /** A param. @throws an Error when it is not declared */
  public param(name: string): ParamReference {
    const { type } = lookUp(this.declared.params, name, labelOf(this), 'param');
    return new ParamReference(name, type ?? ParamType.STRING, this);
  }

  /** A result, to be written by a step. @throws an Error when it is not declared */
  public result(name: string): TaskResult {
    lookUp(this.declared.results, name, labelOf(this), 'result');
    return new TaskResult(name);
  }

  /** An input. @throws an Error when it is not declared */
  public input(name: string): TaskInput {
    return new TaskInput(name, lookUp(this.declared.inputs, name, labelOf(this), 'input').kind);
  }

  /** An output. @throws an Error when it is not declared */
  public output(name: string): TaskOutput {
    return new TaskOutput(name, lookUp(this.declared.outputs, name, labelOf(this), 'output').kind);
  }

  /** A workspace. @throws an Error when it is not declared */
  public workspace(name: string): TaskWorkspace {
    lookUp(this.declared.workspaces, name, labelOf(this), 'workspace');
    return new TaskWorkspace(name);
  }

  /** @internal */
  public _contract(): TaskContract {
    return this.contract.get();
  }

  /** @internal */
  public _target(): PlainObject {
    return this.props.embedded ? { taskSpec: this._lower().spec } : { taskRef: { name: this.taskName } };
  }

  /** @internal */
  public _embeddedMetadata(): _EmbeddedMetadata {
    if (!this.props.embedded) return {};
    const { labels, annotations: own } = this.props.metadata ?? {};
    const annotations = { ...this.storageAnnotations, ...own };
    return compact({ labels, annotations: Object.keys(annotations).length ? annotations : undefined });
  }

  /** @internal */
  public _makeConditional(): boolean {
    this.bindAgent();
    this.conditional = true;
    changed();
    return true;
  }

  /** @internal */
  public _lower(): LoweredTask {
    return this.lowered.get();
  }

  /** Those of a Task without artifacts would be of no use. */
  private get storageAnnotations(): { readonly [name: string]: string } {
    return this.agent ? ArtifactStorage._annotationsFor(this) : {};
  }

  private bindAgent(): void {
    this.agent ??= ArtifactAgent._for(this)._bind(this);
  }

  private declare<T>(declared: { [name: string]: T }, name: string, spec: T, what: string): void {
    if (Object.hasOwn(declared, name)) throw new Error(`${labelOf(this)} already has the ${what} '${name}'`);
    declared[name] = spec;
    changed();
    this.bindAgent();
  }

  private makeContract(): TaskContract {
    const { lowered } = this;
    return {
      label: labelOf(this),
      namespace: this.object?.metadata.namespace,
      params: paramSpecs(this.declared.params),
      results: resultSpecs(this.declared.results),
      workspaces: workspaceSpecs(this.declared.workspaces),
      inputs: inputModels(this.declared.inputs),
      outputs: outputModels(this.declared.outputs),
      // Asked for at synth only: how outputs become results depends on steps that are added later.
      get outputResults() {
        return lowered.get().outputs;
      },
      conditional: this.conditional,
      storage: ArtifactStorage._knownFor(this, this),
    };
  }

  private model(): TaskModel {
    const { props } = this;
    const sizes = Object.entries(this.declared.results).flatMap(([name, { maxBytes }]) => maxBytes === undefined ? [] : [[name, maxBytes] as const]);
    return {
      path: pathOf(this),
      spec: this.authoredSpec(),
      inputs: inputModels(this.declared.inputs),
      outputs: outputModels(this.declared.outputs),
      conditional: this.conditional,
      strictResults: props.strictResults ?? false,
      resultBytes: Object.fromEntries(sizes),
      paramsInScripts: props.unsafeParamsInScripts ?? false,
      embedded: props.embedded ?? false,
      storage: ArtifactStorage._modelFor(this),
      agent: this.agent ?? NO_AGENT,
    };
  }

  private authoredSpec(): PlainTaskSpec {
    const { props } = this;
    const spec = compact<PlainTaskSpec>({
      displayName: props.displayName,
      description: props.description,
      params: paramSpecs(this.declared.params),
      results: resultSpecs(this.declared.results),
      workspaces: workspaceSpecs(this.declared.workspaces),
      stepTemplate: props.stepTemplate && containerOf(props.stepTemplate, () => `the stepTemplate of ${labelOf(this)}`),
      steps: this.stepList.map((step) => step._toPlain()),
      sidecars: this.sidecarList,
      volumes: this.volumeList,
    });
    // Without steps the key is gone, which is for the checks to tell.
    return this.stepList.length ? spec : { ...spec, steps: [] };
  }

  private problems(): string[] {
    const foreign = this.stepList.flatMap((step) => foreignReferences(step._references(), this.scopes()).map((reference) =>
      `step '${step.name}' of ${labelOf(this)} uses '${reference}', which belongs to '${pathOf(reference._owner as IConstruct)}': pass it by a param of this task`));
    return [...this._lower().problems, ...foreign, ...this.stepList.flatMap((step) => step._problems())];
  }

  /** Whose references the steps may use: an embedded Task sees its Pipeline's params too. */
  private scopes(): IConstruct[] {
    return this.props.embedded ? this.node.scopes : [this];
  }
}

/** Stands in for the agent of a Task without artifacts, where no pass looks at it. */
const NO_AGENT: AgentModel = { image: '', command: [], env: [], computeResources: {}, emptyDir: {}, security: { profile: 'inherit' } };

/** What messages call a Task. */
function labelOf(task: Task): string {
  return `task '${pathOf(task)}'`;
}
