/**
 * The parts of Tekton and Kubernetes objects that the runner reads, in their own words.
 *
 * Fields that have no meaning without a cluster (affinity, resources, image pull policy) are left out.
 */
import type { ParamValue } from './param-value';

/** A map of strings, as labels, annotations and object params are. */
export interface StringMap { readonly [key: string]: string }

export interface Metadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
}

/** An object of the input, and where it stands. */
export interface Manifest<Spec = unknown> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: Spec;
  /** `file:line` of the document. */
  readonly origin: string;
}

export type ValueType = 'string' | 'array' | 'object';

export interface ParamSpec {
  readonly name: string;
  readonly type: ValueType;
  readonly properties?: { readonly [key: string]: unknown };
  readonly default?: ParamValue;
  readonly enum?: readonly string[];
}

export interface Param {
  readonly name: string;
  readonly value: ParamValue;
}

export interface WhenExpression {
  readonly input: string;
  readonly operator: string;
  readonly values: readonly string[];
  readonly cel?: string;
}

export interface ResultSpec {
  readonly name: string;
  readonly type: ValueType;
  readonly properties?: { readonly [key: string]: unknown };
  /** Of a task result: the step result it is taken from. Of a pipeline result: what it is made of. */
  readonly value?: ParamValue;
}

export interface WorkspaceDeclaration {
  readonly name: string;
  readonly mountPath?: string;
  readonly readOnly?: boolean;
  readonly optional?: boolean;
}

export interface WorkspaceUsage {
  readonly name: string;
  readonly mountPath?: string;
}

export interface KeyToPath { readonly key: string; readonly path: string; readonly mode?: number }

export interface FieldReference { readonly fieldPath: string }
export interface KeyReference { readonly name?: string; readonly key: string; readonly optional?: boolean }
export interface ObjectReference { readonly name?: string; readonly optional?: boolean }

export interface EnvSource {
  readonly configMapKeyRef?: KeyReference;
  readonly secretKeyRef?: KeyReference;
  readonly fieldRef?: FieldReference;
  readonly resourceFieldRef?: unknown;
}

export interface EnvVar { readonly name: string; readonly value?: string; readonly valueFrom?: EnvSource }

export interface EnvFrom {
  readonly prefix?: string;
  readonly configMapRef?: ObjectReference;
  readonly secretRef?: ObjectReference;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly subPathExpr?: string;
  readonly readOnly?: boolean;
}

export interface ConfigMapSource extends ObjectReference { readonly items?: readonly KeyToPath[]; readonly defaultMode?: number }
export interface SecretSource {
  readonly secretName?: string;
  /** In a projection the Secret is called by `name`. */
  readonly name?: string;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
  readonly defaultMode?: number;
}
export interface DownwardItem {
  readonly path: string;
  readonly fieldRef?: FieldReference;
  readonly resourceFieldRef?: unknown;
  readonly mode?: number;
}
export interface DownwardSource { readonly items?: readonly DownwardItem[]; readonly defaultMode?: number }
export interface ProjectedSource {
  readonly defaultMode?: number;
  readonly sources?: readonly {
    readonly configMap?: ConfigMapSource;
    readonly secret?: SecretSource;
    readonly downwardAPI?: DownwardSource;
    readonly [other: string]: unknown;
  }[];
}

/** Where the content of a volume comes from. No field at all: an emptyDir. */
export interface VolumeSource {
  readonly emptyDir?: unknown;
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  readonly configMap?: ConfigMapSource;
  readonly secret?: SecretSource;
  readonly downwardAPI?: DownwardSource;
  readonly projected?: ProjectedSource;
  readonly hostPath?: { readonly path: string };
}

export interface Volume extends VolumeSource { readonly name: string }

export interface WorkspaceBinding extends VolumeSource {
  readonly name: string;
  readonly subPath?: string;
  readonly volumeClaimTemplate?: { readonly metadata?: Metadata };
}

export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly script?: string;
  readonly workingDir?: string;
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFrom[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly workspaces?: readonly WorkspaceUsage[];
}

export interface Step extends Container {
  readonly ref?: Reference<StepActionSpec>;
  readonly params?: readonly Param[];
  readonly results?: readonly ResultSpec[];
  readonly when?: readonly WhenExpression[];
  readonly onError?: string;
  readonly timeout?: string;
  readonly stdoutConfig?: { readonly path: string };
  readonly stderrConfig?: { readonly path: string };
}

export interface Probe {
  readonly exec?: { readonly command?: readonly string[] };
  readonly tcpSocket?: { readonly port: number | string };
  readonly httpGet?: { readonly path?: string; readonly port: number | string };
  readonly periodSeconds?: number;
  readonly initialDelaySeconds?: number;
  readonly failureThreshold?: number;
}

export interface Sidecar extends Container { readonly readinessProbe?: Probe }

export interface TaskSpec {
  readonly params?: readonly ParamSpec[];
  readonly results?: readonly ResultSpec[];
  readonly workspaces?: readonly WorkspaceDeclaration[];
  readonly volumes?: readonly Volume[];
  readonly stepTemplate?: Container;
  readonly steps: readonly Step[];
  readonly sidecars?: readonly Sidecar[];
}

export interface StepActionSpec extends Container {
  readonly params?: readonly ParamSpec[];
  readonly results?: readonly ResultSpec[];
}

/** A reference by name, or by what a resolver takes. */
export interface Reference<Spec> {
  readonly name?: string;
  readonly apiVersion?: string;
  readonly resolver?: string;
  readonly params?: readonly Param[];
  /** What the resolver finds: `followResolvers` puts it here. */
  readonly resolved?: Manifest<Spec>;
}

export interface Matrix {
  readonly params?: readonly Param[];
  readonly include?: readonly { readonly name?: string; readonly params?: readonly Param[] }[];
}

export interface PipelineTask {
  readonly name: string;
  readonly displayName?: string;
  readonly taskRef?: Reference<TaskSpec>;
  readonly taskSpec?: TaskSpec & { readonly metadata?: Metadata; readonly apiVersion?: string; readonly kind?: string };
  readonly pipelineRef?: unknown;
  readonly pipelineSpec?: unknown;
  readonly params?: readonly Param[];
  readonly matrix?: Matrix;
  readonly when?: readonly WhenExpression[];
  readonly runAfter?: readonly string[];
  readonly retries?: number;
  readonly timeout?: string;
  readonly onError?: string;
  readonly workspaces?: readonly { readonly name: string; readonly workspace?: string; readonly subPath?: string }[];
}

export interface PipelineSpec {
  readonly params?: readonly ParamSpec[];
  readonly workspaces?: readonly { readonly name: string; readonly optional?: boolean }[];
  readonly tasks: readonly PipelineTask[];
  readonly finally?: readonly PipelineTask[];
  readonly results?: readonly ResultSpec[];
}

/** What every pod of a run has besides; scheduling and security have no meaning here. */
export interface PodTemplate {
  readonly env?: readonly EnvVar[];
  readonly volumes?: readonly Volume[];
}

export interface PipelineTaskRunSpec {
  readonly pipelineTaskName?: string;
  readonly metadata?: Metadata;
  readonly timeout?: string;
  readonly podTemplate?: PodTemplate;
}

export interface PipelineRunSpec {
  readonly pipelineRef?: Reference<PipelineSpec>;
  readonly pipelineSpec?: PipelineSpec;
  readonly params?: readonly Param[];
  readonly workspaces?: readonly WorkspaceBinding[];
  readonly timeouts?: { readonly pipeline?: string; readonly tasks?: string; readonly finally?: string };
  readonly taskRunTemplate?: { readonly podTemplate?: PodTemplate };
  readonly taskRunSpecs?: readonly PipelineTaskRunSpec[];
}

export interface TaskRunSpec {
  readonly taskRef?: Reference<TaskSpec>;
  readonly taskSpec?: TaskSpec;
  readonly params?: readonly Param[];
  readonly workspaces?: readonly WorkspaceBinding[];
  readonly timeout?: string;
  readonly retries?: number;
  readonly podTemplate?: PodTemplate;
}

/** A ConfigMap or Secret of the input, decoded. */
export interface DataObject {
  readonly metadata: Metadata;
  readonly data: ReadonlyMap<string, Buffer>;
  /** What env can have: a ConfigMap's binaryData is not among it. */
  readonly texts: ReadonlyMap<string, string>;
}
