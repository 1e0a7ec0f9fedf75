/** What an artifact's content is. */
export enum ArtifactKind {
  /** One file. */
  FILE = 'file',
  /** A directory tree. */
  DIRECTORY = 'directory',
}

/** How a reference travels between Tasks. */
export enum ReferenceCodec {
  /** An object of uri and digest: what Tekton Chains reads. */
  OBJECT = 'object',
  /** One text, `oci:<repository>@sha256:<hex>`: for matrix fan-out and fan-in. */
  STRING = 'string',
  /** A list of such texts: one input for many artifacts. */
  LIST = 'list',
}

/** What an output hands on. */
export enum OutputType {
  /** What lies at its path, which is stored. */
  CONTENT = 'content',
  /** A reference to what a step has stored itself, an image for example. */
  REFERENCE = 'reference',
}

/** Where the content of an output is kept. */
export enum StorageHint {
  /** In the result itself; too large content is an error. */
  INLINE = 'inline',
  /** In the artifact storage, however small it is. */
  EXTERNAL = 'external',
}

/** When an output is uploaded. */
export enum UploadPolicy {
  /** When all steps succeeded. */
  ON_SUCCESS = 'on-success',
  /** Also when the step that writes it failed: for test reports and logs. The TaskRun stays failed. */
  ALWAYS = 'always',
}

/** An artifact that a Task or Pipeline consumes. Its content lies at `$(inputs.<name>.path)`, verified. */
export interface InputSpec {
  /** A file or a directory; the producer must have declared the same. */
  readonly kind: ArtifactKind;
  /**
   * What the artifact is.
   * @default - none
   */
  readonly description?: string;
  /**
   * Nothing need be bound; then nothing lies at the path, and uri and digest are blank.
   * @default false
   */
  readonly optional?: boolean;
  /**
   * How the reference arrives.
   * @default ReferenceCodec.OBJECT
   */
  readonly codec?: ReferenceCodec;
  /**
   * Fetch the content. Without it, only uri and digest can be read.
   * @default true
   */
  readonly content?: boolean;
}

/** An artifact that a Task produces: its steps write `$(outputs.<name>.path)`. */
export interface OutputSpec {
  /** A file or a directory. A directory exists before the first step. */
  readonly kind: ArtifactKind;
  /**
   * What the artifact is.
   * @default - none
   */
  readonly description?: string;
  /**
   * Stored content, or a reference that a step writes as `<uri>@<digest>` into the file `$(outputs.<name>.uri)`.
   * @default OutputType.CONTENT
   */
  readonly type?: OutputType;
  /**
   * The media type of a file, without parameters.
   * @default - recognised by its first bytes, else application/octet-stream
   */
  readonly mediaType?: string;
  /**
   * Where the content is kept.
   * @default - by size: inline up to the configured threshold (1024 bytes), else stored; a subject is always stored
   */
  readonly storage?: StorageHint;
  /**
   * An input or a reference output of the Task that names an image: the artifact is attached to it as well, in the image's
   * own repository, where `oras discover`, scanners and registries find it. That it cannot be is a warning, not a failure.
   * @default - nothing
   */
  readonly attachTo?: string;
  /**
   * The artifact is what the pipeline is run for: Tekton Chains makes it a subject of its attestation.
   * @default false
   */
  readonly subject?: boolean;
  /**
   * Nothing need be written; then the reference is blank and consumers must be optional too.
   * @default false
   */
  readonly optional?: boolean;
  /**
   * How the reference is handed on; a matrix needs STRING.
   * @default ReferenceCodec.OBJECT
   */
  readonly codec?: ReferenceCodec;
  /**
   * Upload it although the step that writes it failed.
   * @default UploadPolicy.ON_SUCCESS
   */
  readonly upload?: UploadPolicy;
  /**
   * The step that writes it; matters for UploadPolicy.ALWAYS only.
   * @default - the last step
   */
  readonly step?: string;
}

/** An input, as the steps of its Task see it. */
export class TaskInput {
  /** The name of the input. */
  public readonly name: string;
  /** A file or a directory. */
  public readonly kind: ArtifactKind;

  /** @internal */
  constructor(name: string, kind: ArtifactKind) {
    this.name = name;
    this.kind = kind;
  }

  /** Where the content lies: a file, a directory, or for a list a directory of `0`, `1`, ... */
  public get path(): string {
    return `$(inputs.${this.name}.path)`;
  }

  /** Where the artifact is stored; blank for an absent optional one. Not in scripts: by env. */
  public get uri(): string {
    return `$(inputs.${this.name}.uri)`;
  }

  /** The digest of the artifact; blank for an absent optional one. Not in scripts: by env. */
  public get digest(): string {
    return `$(inputs.${this.name}.digest)`;
  }
}

/** An output, as the steps of its Task see it. */
export class TaskOutput {
  /** The name of the output. */
  public readonly name: string;
  /** A file or a directory. */
  public readonly kind: ArtifactKind;

  /** @internal */
  constructor(name: string, kind: ArtifactKind) {
    this.name = name;
    this.kind = kind;
  }

  /** What a step writes: a file, or an existing directory to fill. */
  public get path(): string {
    return `$(outputs.${this.name}.path)`;
  }

  /** For a reference output: the file into which a step writes `<uri>@<digest>`. */
  public get uri(): string {
    return `$(outputs.${this.name}.uri)`;
  }
}
