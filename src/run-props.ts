import type { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-27';
import type { ArtifactRef } from './artifact-ref';
import type { PodTemplate } from './pod-template';
import type { WorkspaceBinding } from './workspace-binding';

/** What a run is given, be it of a Pipeline or of a Task. */
export interface RunProps {
  /**
   * Name, labels, annotations.
   * @default - named by the id
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * The start of a name that the API server completes, for manifests that are created many times.
   * @default - the name of the metadata
   */
  readonly generateName?: string;
  /**
   * Values of the params that are declared by what runs.
   * @default - their defaults
   */
  readonly params?: { [name: string]: unknown };
  /**
   * The inputs that are declared by what runs. A list input takes several.
   * @default - none
   */
  readonly inputs?: { [name: string]: ArtifactRef | ArtifactRef[] };
  /**
   * What is bound to the workspaces that are declared by what runs.
   * @default - none
   */
  readonly workspaces?: { [name: string]: WorkspaceBinding };
  /**
   * The ServiceAccount of all Pods.
   * @default - the namespace's default
   */
  readonly serviceAccount?: kplus.IServiceAccount;
  /**
   * What all Pods are like.
   * @default - the cluster's
   */
  readonly podTemplate?: PodTemplate;
  /**
   * The controller that runs it. Not in Tekton v1.0.
   * @default - Tekton's own
   */
  readonly managedBy?: string;
}
