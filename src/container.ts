import type * as kplus from 'cdk8s-plus-27';
import type { ComputeResources } from './compute-resources';
import type { Reference } from './reference';

/** The program of a container and what it sees: what also a StepAction can say. */
export interface ProgramProps {
  /**
   * The image.
   * @default - the step template's
   */
  readonly image?: string | Reference;
  /**
   * The program, instead of the image's.
   * @default - the image's
   */
  readonly command?: Array<string | Reference>;
  /**
   * Its arguments.
   * @default - none
   */
  readonly args?: Array<string | Reference>;
  /**
   * Environment variables: a text, a reference or a value of cdk8s-plus. The way for a param to reach a script.
   * @default - the image's
   */
  readonly env?: { [name: string]: string | Reference | kplus.EnvValue };
  /**
   * The directory in which it runs.
   * @default - the image's
   */
  readonly workingDir?: string | Reference;
  /**
   * Volumes of the Task, by name; see also `mount()`.
   * @default - none
   */
  readonly volumeMounts?: kplus.k8s.VolumeMount[];
  /**
   * UID, capabilities and the like.
   * @default - the image's
   */
  readonly securityContext?: kplus.k8s.SecurityContext;
}

/** What steps, sidecars and step templates have in common. */
export interface ContainerProps extends ProgramProps {
  /**
   * Whole ConfigMaps and Secrets as environment.
   * @default - none
   */
  readonly envFrom?: kplus.EnvFrom[];
  /**
   * Block devices of volumes, by the path at which they appear.
   * @default - none
   */
  readonly volumeDevices?: kplus.k8s.VolumeDevice[];
  /**
   * What it asks for and may use.
   * @default - the namespace's defaults
   */
  readonly computeResources?: ComputeResources;
  /**
   * When the image is pulled: `Always`, `IfNotPresent`, `Never`.
   * @default - Kubernetes decides
   */
  readonly imagePullPolicy?: kplus.ImagePullPolicy;
}
