import type { ApiObjectMetadata, Duration } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { ComputeResources } from './compute-resources';
import { duplicates } from './lowering/duplicates';
import type { PipelineContract } from './lowering/pipeline-model';
import { compact } from './lowering/plain';
import type { PlainObject } from './lowering/plain';
import type { IPipeline } from './pipeline-declaration';
import type { PipelineTask } from './pipeline-task';
import type { PodTemplate } from './pod-template';
import { suggestion } from './private/suggestion';
import type { RunProps } from './run-props';
import { pathOf } from './synth/construct-path';
import { durationText } from './synth/duration';
import { isPipeline } from './synth/kinds';
import { runParams, runProblems } from './synth/run-inputs';
import { runObject } from './synth/run-object';
import { podTemplateOf, stepSpecsOf } from './synth/run-template';
import type { TektonObject } from './synth/tekton-object';
import type { ContainerSpec } from './task-run';

/** How long a PipelineRun may take. */
export interface PipelineRunTimeouts {
  /**
   * All of it.
   * @default - the cluster's, normally an hour
   */
  readonly pipeline?: Duration;
  /**
   * The tasks without finally.
   * @default - all of it less finally
   */
  readonly tasks?: Duration;
  /**
   * The finally tasks.
   * @default - what the tasks leave
   */
  readonly finally?: Duration;
}

/** Settings of the TaskRuns of one task. */
export interface TaskRunSpec {
  /** The task, or its name where the Pipeline is made elsewhere. */
  readonly task: PipelineTask | string;
  /**
   * The ServiceAccount of its Pods.
   * @default - the PipelineRun's
   */
  readonly serviceAccount?: kplus.IServiceAccount;
  /**
   * What its Pods are like.
   * @default - the PipelineRun's
   */
  readonly podTemplate?: PodTemplate;
  /**
   * Labels and annotations of its Pods.
   * @default - none
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * What the whole Task asks for. Beta in Tekton (on by default).
   * @default - the sum of its steps
   */
  readonly computeResources?: ComputeResources;
  /**
   * Resources of single steps, by name. Beta in Tekton (on by default).
   * @default - the Task's
   */
  readonly steps?: { [name: string]: ContainerSpec };
  /**
   * Resources of single sidecars, by name. Beta in Tekton (on by default).
   * @default - the Task's
   */
  readonly sidecars?: { [name: string]: ContainerSpec };
  /**
   * How long it may take, instead of what the Pipeline says. Not in Tekton v1.0.
   * @default - the Pipeline's
   */
  readonly timeout?: Duration;
}

/** What a PipelineRun is made of. */
export interface PipelineRunProps extends RunProps {
  /** The Pipeline to run. */
  readonly pipeline: IPipeline;
  /**
   * Settings of single tasks.
   * @default - none
   */
  readonly taskRunSpecs?: TaskRunSpec[];
  /**
   * How long it may take.
   * @default - the cluster's
   */
  readonly timeouts?: PipelineRunTimeouts;
  /**
   * `Cancelled`, `CancelledRunFinally`, `StoppedRunFinally` or `PipelineRunPending`.
   * @default - it runs
   */
  readonly status?: string;
}

/** What the webhook of Tekton takes. */
const STATUSES = ['Cancelled', 'CancelledRunFinally', 'StoppedRunFinally', 'PipelineRunPending'];

/** One run of a Pipeline: Tekton's `PipelineRun`, `tekton.dev/v1`. */
export class PipelineRun extends Construct {
  private readonly props: PipelineRunProps;
  private readonly object: TektonObject;

  constructor(scope: Construct, id: string, props: PipelineRunProps) {
    super(scope, id);
    if (!isPipeline(props.pipeline)) throw new Error(`pipeline run '${pathOf(this)}' is not given a Pipeline but '${String(props.pipeline)}', pass pipeline: ...`);
    this.props = props;
    this.object = runObject(this, { kind: 'PipelineRun', props, target: props.pipeline, spec: () => this._toSpec() });
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** @internal */
  public _toSpec(): PlainObject {
    const { props } = this;
    return compact<PlainObject>({
      ...props.pipeline._target(),
      params: runParams(props.pipeline._contract(), props),
      workspaces: Object.entries(props.workspaces ?? {}).map(([name, binding]) => binding._toPlain(name)),
      taskRunTemplate: template(props.serviceAccount, props.podTemplate),
      taskRunSpecs: props.taskRunSpecs?.map(taskRunSpec),
      timeouts: props.timeouts && compact({
        pipeline: durationText(props.timeouts.pipeline),
        tasks: durationText(props.timeouts.tasks),
        finally: durationText(props.timeouts.finally),
      }),
      status: props.status,
      managedBy: props.managedBy,
    });
  }

  private problems(): string[] {
    const run = `pipeline run '${pathOf(this)}'`;
    const { pipeline, status, taskRunSpecs } = this.props;
    const contract = pipeline._contract();
    return [
      ...status === undefined || STATUSES.includes(status) ? [] : [`${run} has the unknown status '${status}'${suggestion(status, STATUSES)}`],
      ...runProblems(run, contract, this.props, this.object.metadata.namespace),
      ...taskRunSpecProblems(run, contract, (taskRunSpecs ?? []).map(taskNameOf)),
    ];
  }
}

function template(serviceAccount: kplus.IServiceAccount | undefined, podTemplate: PodTemplate | undefined): PlainObject | undefined {
  if (!serviceAccount && !podTemplate) return undefined;
  return compact<PlainObject>({ serviceAccountName: serviceAccount?.name, podTemplate: podTemplateOf(podTemplate) });
}

function taskNameOf({ task }: TaskRunSpec): string {
  return typeof task === 'string' ? task : task.name;
}

function taskRunSpecProblems(run: string, { label, tasks }: PipelineContract, names: readonly string[]): string[] {
  return [
    ...duplicates(names).map((name) => `${run} has two taskRunSpecs for task '${name}', put them into one`),
    ...names.filter((name) => tasks && !tasks.includes(name)).map((name) => `${run} has taskRunSpecs for '${name}', which is no task of ${label}${suggestion(name, tasks ?? [])}`),
  ];
}

function taskRunSpec(spec: TaskRunSpec): PlainObject {
  return compact<PlainObject>({
    pipelineTaskName: taskNameOf(spec),
    serviceAccountName: spec.serviceAccount?.name,
    podTemplate: podTemplateOf(spec.podTemplate),
    metadata: spec.metadata && compact({ labels: spec.metadata.labels, annotations: spec.metadata.annotations }),
    computeResources: spec.computeResources?._toPlain(),
    stepSpecs: stepSpecsOf(spec.steps),
    sidecarSpecs: stepSpecsOf(spec.sidecars),
    timeout: durationText(spec.timeout),
  });
}
