import type { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type { ComputeResources } from './compute-resources';
import { compact } from './lowering/plain';
import type { PlainObject } from './lowering/plain';
import type { RunProps } from './run-props';
import { pathOf } from './synth/construct-path';
import { durationText } from './synth/duration';
import { isTask } from './synth/kinds';
import { runParams, runProblems } from './synth/run-inputs';
import { runObject } from './synth/run-object';
import { podTemplateOf, stepSpecsOf } from './synth/run-template';
import type { TektonObject } from './synth/tekton-object';
import type { ITask } from './task-declaration';

/** Settings of one step or sidecar for one run. */
export interface ContainerSpec {
  /** What it asks for and may use. */
  readonly computeResources: ComputeResources;
}

/** Where a run stops for somebody to look. Alpha: needs Tekton's feature flag `enable-api-fields: alpha`. */
export interface TaskRunDebug {
  /**
   * Stop at a step that fails.
   * @default false
   */
  readonly onFailure?: boolean;
  /**
   * Stop before these steps.
   * @default - none
   */
  readonly beforeSteps?: string[];
}

/** What a TaskRun is made of. */
export interface TaskRunProps extends RunProps {
  /** The Task to run. */
  readonly task: ITask;
  /**
   * How long it may take.
   * @default - the cluster's, normally an hour
   */
  readonly timeout?: Duration;
  /**
   * How often it is tried again.
   * @default 0
   */
  readonly retries?: number;
  /**
   * `TaskRunCancelled` cancels it.
   * @default - it runs
   */
  readonly status?: string;
  /**
   * Why it is cancelled.
   * @default - none
   */
  readonly statusMessage?: string;
  /**
   * Where it stops for somebody to look. Alpha.
   * @default - nowhere
   */
  readonly debug?: TaskRunDebug;
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
}

/** One run of a Task: Tekton's `TaskRun`, `tekton.dev/v1`. */
export class TaskRun extends Construct {
  private readonly props: TaskRunProps;
  private readonly object: TektonObject;

  constructor(scope: Construct, id: string, props: TaskRunProps) {
    super(scope, id);
    if (!isTask(props.task)) throw new Error(`task run '${pathOf(this)}' is not given a Task but '${String(props.task)}', pass task: ...`);
    this.props = props;
    this.object = runObject(this, { kind: 'TaskRun', props, target: props.task, spec: () => this._toSpec() });
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** @internal */
  public _toSpec(): PlainObject {
    const { props } = this;
    return compact<PlainObject>({
      ...props.task._target(),
      params: runParams(props.task._contract(), props),
      workspaces: Object.entries(props.workspaces ?? {}).map(([name, binding]) => binding._toPlain(name)),
      serviceAccountName: props.serviceAccount?.name,
      podTemplate: podTemplateOf(props.podTemplate),
      timeout: durationText(props.timeout),
      retries: props.retries,
      status: props.status,
      statusMessage: props.statusMessage,
      debug: props.debug && {
        breakpoints: compact({ onFailure: props.debug.onFailure ? 'enabled' : undefined, beforeSteps: props.debug.beforeSteps }),
      },
      computeResources: props.computeResources?._toPlain(),
      stepSpecs: stepSpecsOf(props.steps),
      sidecarSpecs: stepSpecsOf(props.sidecars),
      managedBy: props.managedBy,
    });
  }

  private problems(): string[] {
    const run = `task run '${pathOf(this)}'`;
    const { taskRef, taskSpec } = this.props.task._target();
    // Custom tasks and Pipelines have a TaskRun of Tekton's only in the words of a Pipeline.
    const ordinary = [taskRef, taskSpec].some((target) => target !== undefined && !('apiVersion' in Object(target)));
    return [
      ...ordinary ? [] : [`${run} runs a custom task or a Pipeline, which only a Pipeline can: add it there with addTask()`],
      ...runProblems(run, this.props.task._contract(), this.props, this.object.metadata.namespace),
    ];
  }
}
