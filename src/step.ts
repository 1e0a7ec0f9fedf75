import type { Duration } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-27';
import type { TaskInput, TaskOutput } from './artifact';
import type { ContainerProps } from './container';
import type { PlainStep, PlainVolumeMount } from './lowering/plain';
import { compact } from './lowering/plain';
import { ParamType } from './param';
import type { Reference } from './reference';
import { ResultReference } from './result';
import type { ResultSpec } from './result';
import type { IStepAction } from './step-action';
import { pathOf } from './synth/construct-path';
import { containerOf } from './synth/container';
import { resultSpecs } from './synth/declarations';
import { durationText } from './synth/duration';
import { lookUp } from './synth/look-up';
import { changed } from './synth/memo';
import { plainParams, referencesIn, valueProblems } from './synth/to-plain';
import { segment } from './synth/variable-text';
import type { Task } from './task';
import type { When } from './when';
import type { StepWorkspace } from './workspace';

/** What happens to the Task when a step fails. */
export enum OnError {
  /** The Task fails. */
  STOP_AND_FAIL = 'stopAndFail',
  /** The following steps run and the Task does not fail for it. */
  CONTINUE = 'continue',
}

/** One step of a Task. */
export interface StepProps extends ContainerProps {
  /**
   * A program to run, by its shebang line.
   *
   * Params do not belong here, their text would become part of the program: pass them by `env`.
   * @default - the image's program, or `command`
   */
  readonly script?: string;
  /**
   * A StepAction instead of an own program.
   * @default - the step is its own
   */
  readonly ref?: IStepAction;
  /**
   * Params of the StepAction.
   * @default - its defaults
   */
  readonly params?: { [name: string]: unknown };
  /**
   * The inputs of the Task that the StepAction reads, by its own names.
   * @default - none
   */
  readonly inputs?: { [name: string]: TaskInput };
  /**
   * The outputs of the Task that the StepAction writes, by its own names.
   * @default - none
   */
  readonly outputs?: { [name: string]: TaskOutput };
  /**
   * How long it may take. A step that takes longer fails; it gets no signal to clean up.
   * @default - as long as the TaskRun
   */
  readonly timeout?: Duration;
  /**
   * When it runs.
   * @default - always
   */
  readonly when?: When[];
  /**
   * What its failure means.
   * @default OnError.STOP_AND_FAIL
   */
  readonly onError?: OnError;
  /**
   * Results of the step, for later steps.
   * @default - none
   */
  readonly results?: { [name: string]: ResultSpec };
  /**
   * A file that takes its standard output. Alpha: needs Tekton's feature flag `enable-api-fields: alpha`.
   * @default - the log only
   */
  readonly stdoutPath?: string;
  /**
   * A file that takes its standard error. Alpha: needs Tekton's feature flag `enable-api-fields: alpha`.
   * @default - the log only
   */
  readonly stderrPath?: string;
  /**
   * Workspaces that only this step and others that name them may see. Beta in Tekton (on by default).
   * @default - all of the Task
   */
  readonly workspaces?: StepWorkspace[];
  /**
   * What the step is called in dashboards. Not in Tekton v1.0.
   * @default - its name
   */
  readonly displayName?: string;
}

/** A step of a Task. */
export class Step {
  /**
   * The file into which a step, or a StepAction, writes a result of its own: for its script, args and env.
   * @param result a name among the `results` of that step
   */
  public static resultPath(result: string): string {
    return `$(step.results${segment(result)}.path)`;
  }

  /** The name of the step. */
  public readonly name: string;
  private readonly task: Task;
  private readonly props: StepProps;
  private readonly mounts: PlainVolumeMount[] = [];

  /** @internal */
  constructor(task: Task, name: string, props: StepProps) {
    this.task = task;
    this.name = name;
    this.props = props;
  }

  /**
   * Mounts a volume, which is added to the Task.
   * @throws an Error when the Task has another volume of its name
   */
  public mount(path: string, volume: kplus.Volume, options: kplus.MountOptions = {}): void {
    this.task.addVolume(volume);
    changed();
    this.mounts.push(compact({ name: volume.name, mountPath: path, ...options, mountPropagation: options.propagation, propagation: undefined }));
  }

  /**
   * A result of this step, for later steps and for the value of a Task result.
   * @throws an Error when neither the step nor its StepAction declares it
   */
  public result(name: string): ResultReference {
    const { type } = lookUp({ ...this.props.ref?.resultSpecs, ...this.props.results }, name, this.label, 'result');
    return new ResultReference(`steps.${this.name}.results`, name, type ?? ParamType.STRING, this.task);
  }

  /** The file with the exit code of this step, for later steps. */
  public get exitCodePath(): string {
    return `$(steps.step-${this.name}.exitCode.path)`;
  }

  /** @internal */
  public _references(): Reference[] {
    const { when, ref: _action, results: _results, ...rest } = this.props;
    return referencesIn([Object.values(rest), (when ?? []).map((condition) => condition._values)]);
  }

  /** @internal */
  public _toPlain(): PlainStep {
    const { props } = this;
    const container = containerOf(props, () => this.label);
    return compact<PlainStep>({
      ...container,
      name: this.name,
      displayName: props.displayName,
      script: props.script,
      ref: props.ref?._toRef(),
      params: props.ref ? this.actionParams(props.ref) : undefined,
      timeout: durationText(props.timeout),
      when: props.when?.map((condition) => condition._plain),
      onError: props.onError,
      results: resultSpecs(props.results ?? {}),
      volumeMounts: [...container.volumeMounts ?? [], ...this.mounts],
      stdoutConfig: props.stdoutPath === undefined ? undefined : { path: props.stdoutPath },
      stderrConfig: props.stderrPath === undefined ? undefined : { path: props.stderrPath },
      workspaces: props.workspaces?.map((workspace) => ({ ...workspace })),
    });
  }

  private actionParams(action: IStepAction): { name: string; value: unknown }[] {
    const paths = [...Object.entries(this.props.inputs ?? {}), ...Object.entries(this.props.outputs ?? {})]
      .map(([name, artifact]) => ({ name: action.artifactParam(name), value: artifact.path }));
    return [...plainParams(this.props.params), ...paths];
  }

  /** @internal */
  public _problems(): string[] {
    const { ref, inputs, outputs, params } = this.props;
    if (ref) {
      const step = this.label;
      return [
        ...this.ownFields().map((field) => `${step} has both 'ref' and '${field}', which the StepAction says: remove one, or pass it by a param`),
        ...valueProblems(params).map((problem) => `${step} ${problem}`),
        ...ref._bindingProblems(step, { params: params ?? {}, inputs: inputs ?? {}, outputs: outputs ?? {} }),
      ];
    }
    return params || inputs || outputs ? [`${this.label} has params, inputs or outputs, which only a step with 'ref' takes: use env, and the paths of the Task's artifacts`] : [];
  }

  /** What messages call it. */
  private get label(): string {
    return `step '${this.name}' of task '${pathOf(this.task)}'`;
  }

  /** The fields that Tekton refuses beside `ref`. */
  private ownFields(): string[] {
    const given: { readonly [field: string]: unknown } = { ...this.props, ...this.mounts.length ? { volumeMounts: this.mounts } : {} };
    return ['image', 'command', 'args', 'script', 'workingDir', 'env', 'volumeMounts', 'results'].filter((field) => given[field] !== undefined);
  }
}
