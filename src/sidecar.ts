import type * as kplus from 'cdk8s-plus-27';
import type { ContainerProps } from './container';
import type { StepWorkspace } from './workspace';

/** A container that runs beside the steps. */
export interface SidecarProps extends ContainerProps {
  /**
   * A program to run, by its shebang line.
   * @default - the image's program, or `command`
   */
  readonly script?: string;
  /**
   * Ports that it listens on.
   * @default - none
   */
  readonly ports?: kplus.k8s.ContainerPort[];
  /**
   * When it is ready: the first step waits for it.
   * @default - when it has started
   */
  readonly readinessProbe?: kplus.k8s.Probe;
  /**
   * Whether it is alive.
   * @default - while it runs
   */
  readonly livenessProbe?: kplus.k8s.Probe;
  /**
   * Whether it has started.
   * @default - at once
   */
  readonly startupProbe?: kplus.k8s.Probe;
  /**
   * What runs after its start and before its end.
   * @default - nothing
   */
  readonly lifecycle?: kplus.k8s.Lifecycle;
  /**
   * The file whose text Kubernetes shows as the cause when it ends.
   * @default /dev/termination-log
   */
  readonly terminationMessagePath?: string;
  /**
   * Where that text is taken from: `File` or `FallbackToLogsOnError`.
   * @default File
   */
  readonly terminationMessagePolicy?: string;
  /**
   * Keep its standard input open.
   * @default false
   */
  readonly stdin?: boolean;
  /**
   * Close the standard input when the first client leaves.
   * @default false
   */
  readonly stdinOnce?: boolean;
  /**
   * Give it a terminal.
   * @default false
   */
  readonly tty?: boolean;
  /**
   * `Always` makes it a native sidecar. Alpha: needs Tekton's feature flag `enable-kubernetes-sidecar`.
   * @default - an ordinary container
   */
  readonly restartPolicy?: string;
  /**
   * Workspaces that only this sidecar and steps that name them may see. Beta in Tekton (on by default).
   * @default - all of the Task
   */
  readonly workspaces?: StepWorkspace[];
}
