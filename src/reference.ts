import type { IConstruct } from 'constructs';

/**
 * A value that is known only while a run goes on: a param, a result, a context variable.
 *
 * In a spec it resolves to Tekton's variable, in a template literal it prints it: both give `$(params.target)`.
 */
export abstract class Reference {
  /**
   * The construct whose scope the reference belongs to.
   * @internal
   */
  public readonly _owner?: IConstruct;

  protected constructor(owner?: IConstruct) {
    this._owner = owner;
  }

  /** Tekton's variable, `$(...)`. */
  public abstract toString(): string;

  /** What stands in the manifest. */
  public resolve(): unknown {
    return this.toString();
  }
}

/** A variable of the run itself: names, namespaces, retries. */
export class ContextVariable extends Reference {
  /** The name of the TaskRun. */
  public static readonly TASK_RUN_NAME = new ContextVariable('taskRun.name');
  /** The namespace of the TaskRun. */
  public static readonly TASK_RUN_NAMESPACE = new ContextVariable('taskRun.namespace');
  /** The UID of the TaskRun. */
  public static readonly TASK_RUN_UID = new ContextVariable('taskRun.uid');
  /** The name of the Task. */
  public static readonly TASK_NAME = new ContextVariable('task.name');
  /** How often the Task has been tried again; in an embedded Task only, in others it is always 0 (Tekton v1.15). */
  public static readonly TASK_RETRY_COUNT = new ContextVariable('task.retry-count');
  /** The name of the PipelineRun; in Pipelines only. */
  public static readonly PIPELINE_RUN_NAME = new ContextVariable('pipelineRun.name');
  /** The namespace of the PipelineRun; in Pipelines only. */
  public static readonly PIPELINE_RUN_NAMESPACE = new ContextVariable('pipelineRun.namespace');
  /** The UID of the PipelineRun; in Pipelines only. */
  public static readonly PIPELINE_RUN_UID = new ContextVariable('pipelineRun.uid');
  /** The name of the Pipeline; in Pipelines only. */
  public static readonly PIPELINE_NAME = new ContextVariable('pipeline.name');
  /** How often a PipelineTask may be tried again; in Pipelines only. */
  public static readonly PIPELINE_TASK_RETRIES = new ContextVariable('pipelineTask.retries');

  /** A variable that has no constant here, as in `$(context.<name>)`. */
  public static of(name: string): ContextVariable {
    return new ContextVariable(name);
  }

  private constructor(private readonly variable: string) {
    super();
  }

  public toString(): string {
    return `$(context.${this.variable})`;
  }
}
