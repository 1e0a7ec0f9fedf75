import type { ArtifactKindName } from '../contract/artifact-kind';
import type { StorageConfig } from '../contract/storage-config';
import type { PlainEnvironmentVariable, PlainObject, PlainTaskSpec } from './plain';

/** What an input of a Task is, to the compiler. */
export interface InputModel {
  readonly name: string;
  readonly kind: ArtifactKindName;
  readonly description?: string;
  /** A blank reference is no error. */
  readonly optional: boolean;
  /** `object` is the normal param; `string` and `list` are for matrix fan-out and fan-in. */
  readonly codec: 'object' | 'string' | 'list';
  /** False: only uri and digest are wanted, nothing is fetched. */
  readonly content: boolean;
}

/** What an output of a Task is, to the compiler. */
export interface OutputModel {
  readonly name: string;
  readonly kind: ArtifactKindName;
  readonly description?: string;
  /** `content` is stored; a `reference` points to what the step has stored itself. */
  readonly type: 'content' | 'reference';
  readonly mediaType?: string;
  readonly storage?: 'inline' | 'external';
  /** The input or reference output with the image that it is attached to. */
  readonly attachTo?: string;
  readonly subject: boolean;
  readonly optional: boolean;
  readonly codec: 'object' | 'string';
  /** Uploaded although the step that writes it failed. */
  readonly always: boolean;
  /** The step that writes it. Default: the last user step. */
  readonly step?: string;
}

/** What the injected steps mount for a storage. */
export interface StorageMounts {
  /** A Secret, mounted into the injected steps only. */
  readonly credentialsSecret?: string;
  /** What is in it: the docker config of registries, or keys of another store. Default `docker`. */
  readonly credentialsFormat?: 'docker' | 'keys';
  /** A ConfigMap with the key `ca.crt`. */
  readonly certificateAuthority?: string;
  /** The claim of the PVC backend. */
  readonly claimName?: string;
}

/** Where artifacts are stored and what the injected steps need for it. */
export interface StorageModel extends StorageMounts {
  /** Artifacts are stored for the Tasks of Konflux. */
  readonly forKonflux?: boolean;
  /** The weakest level of the configuration, written into the injected steps. */
  readonly config?: StorageConfig;
}

/** What is known at synth of the storage that the steps of a Task meet in a run. */
export interface KnownStorage {
  /** The levels that are known, together. */
  readonly config: StorageConfig;
  /** The ConfigMap of the namespace is kept by others: it may set what is not set here. */
  readonly open: boolean;
  /** What the injected steps have, whatever a run is configured to. */
  readonly mounts: StorageMounts;
  /** The image or the environment of the injected steps may bring certificate authorities. */
  readonly mayTrustMore: boolean;
}

/** How the injected steps run the agent. */
export interface AgentModel {
  readonly image: string;
  readonly command: readonly string[];
  /** The ConfigMap that carries the agent. Unset: it is in the image. */
  readonly configMap?: string;
  readonly env: readonly PlainEnvironmentVariable[];
  readonly computeResources: object;
  readonly imagePullPolicy?: string;
  /** The source of the volume through which content passes. */
  readonly emptyDir: PlainObject;
  readonly security: SecurityModel;
}

/** The security context of the injected steps: `inherit` takes the UID of the user's steps where they declare one. */
export type SecurityModel =
  | { readonly profile: 'inherit' | 'restricted' }
  | { readonly profile: 'custom'; readonly context: PlainObject };

/** A Task as its author declared it: `$(inputs.x.path)` still stands in its spec. */
export interface TaskModel {
  /** The construct path, for messages. */
  readonly path: string;
  readonly spec: PlainTaskSpec;
  readonly inputs: readonly InputModel[];
  readonly outputs: readonly OutputModel[];
  /** The Task decides by a param whether its steps run, see `contract/condition.ts`. */
  readonly conditional: boolean;
  /** Outputs that do not fit into the result bytes are an error instead of one index. */
  readonly strictResults: boolean;
  /** Declared sizes of the author's own results in bytes, by name. */
  readonly resultBytes: { readonly [result: string]: number };
  /** Scripts may contain `$(params.x)`. */
  readonly paramsInScripts: boolean;
  /** Params of the surrounding Pipeline are visible: undeclared params are no error. */
  readonly embedded: boolean;
  readonly storage: StorageModel;
  readonly agent: AgentModel;
}

/** Where an output of a Task is found among its results. */
export interface OutputResult {
  /** The name of the task result. */
  readonly result: string;
  /** Set: the result is an index, and this is the artifact's name in it. */
  readonly selector?: string;
}

/** A Task after lowering. */
export interface LoweredTask {
  readonly spec: PlainTaskSpec;
  /** What the author has to mend, in full sentences. */
  readonly problems: readonly string[];
  /** By output name. */
  readonly outputs: ReadonlyMap<string, OutputResult>;
}

