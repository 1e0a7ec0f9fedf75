/** A workspace that a Task or a Pipeline declares. */
export interface WorkspaceSpec {
  /**
   * What the workspace is for.
   * @default - none
   */
  readonly description?: string;
  /**
   * Where it is mounted; Tasks only.
   * @default /workspace/<name>
   */
  readonly mountPath?: string;
  /**
   * Mount it read-only; Tasks only.
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * Nothing need be bound.
   * @default false
   */
  readonly optional?: boolean;
}

/** A workspace, as the steps of its Task see it. */
export class TaskWorkspace {
  /** The name of the workspace. */
  public readonly name: string;

  /** @internal */
  constructor(name: string) {
    this.name = name;
  }

  /** Where it is mounted; blank when an optional one is not bound. */
  public get path(): string {
    return `$(workspaces.${this.name}.path)`;
  }

  /** `true` when it is bound. */
  public get bound(): string {
    return `$(workspaces.${this.name}.bound)`;
  }

  /** The name of the claim it is bound to, blank for other bindings. */
  public get claim(): string {
    return `$(workspaces.${this.name}.claim)`;
  }

  /** The name of its volume. */
  public get volume(): string {
    return `$(workspaces.${this.name}.volume)`;
  }
}

/** A workspace of a Pipeline, to be handed to its tasks. */
export class PipelineWorkspace {
  /** The name of the workspace. */
  public readonly name: string;
  /** The folder of it that is handed on. */
  public readonly subPath?: string;

  /** @internal */
  constructor(name: string, subPath?: string) {
    this.name = name;
    this.subPath = subPath;
  }

  /** A folder of the workspace, made where it is missing. */
  public at(subPath: string): PipelineWorkspace {
    return new PipelineWorkspace(this.name, subPath);
  }

  /** `true` when it is bound: for conditions. */
  public get bound(): string {
    return `$(workspaces.${this.name}.bound)`;
  }
}

/** Hands a workspace of a Task to one step alone. Beta in Tekton (on by default). */
export interface StepWorkspace {
  /** The workspace of the Task. */
  readonly name: string;
  /**
   * Where the step sees it.
   * @default - as the Task declares it
   */
  readonly mountPath?: string;
}
