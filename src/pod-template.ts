import type * as kplus from 'cdk8s-plus-27';

/** What runs say about their Pods. */
export interface PodTemplate {
  /**
   * Labels that a node must have.
   * @default - any node
   */
  readonly nodeSelector?: { [label: string]: string };
  /**
   * Taints that are no obstacle.
   * @default - none
   */
  readonly tolerations?: kplus.k8s.Toleration[];
  /**
   * Where Pods go and do not go.
   * @default - anywhere
   */
  readonly affinity?: kplus.k8s.Affinity;
  /**
   * How Pods spread over nodes and zones.
   * @default - Kubernetes decides
   */
  readonly topologySpreadConstraints?: kplus.k8s.TopologySpreadConstraint[];
  /**
   * UID, groups and the like, for all containers.
   * @default - the images'
   */
  readonly securityContext?: kplus.k8s.PodSecurityContext;
  /**
   * Environment of all containers.
   * @default - none
   */
  readonly env?: { [name: string]: string | kplus.EnvValue };
  /**
   * Volumes, for workspaces and steps that mount them.
   * @default - none
   */
  readonly volumes?: kplus.k8s.Volume[];
  /**
   * The runtime class.
   * @default - the cluster's
   */
  readonly runtimeClassName?: string;
  /**
   * The scheduler.
   * @default - the cluster's
   */
  readonly schedulerName?: string;
  /**
   * The priority class.
   * @default - the cluster's
   */
  readonly priorityClassName?: string;
  /**
   * Mount the ServiceAccount's token.
   * @default - the cluster's
   */
  readonly automountServiceAccountToken?: boolean;
  /**
   * Secrets that pull the steps' images.
   * @default - the ServiceAccount's
   */
  readonly imagePullSecrets?: kplus.ISecret[];
  /**
   * How names resolve.
   * @default - Kubernetes decides
   */
  readonly dnsPolicy?: string;
  /**
   * Name servers and search domains.
   * @default - none of its own
   */
  readonly dnsConfig?: kplus.k8s.PodDnsConfig;
  /**
   * Entries of /etc/hosts.
   * @default - none
   */
  readonly hostAliases?: kplus.k8s.HostAlias[];
  /**
   * Use the node's network.
   * @default false
   */
  readonly hostNetwork?: boolean;
  /**
   * False gives the Pod a user namespace of its own, in which its root is nobody on the node.
   * @default true
   */
  readonly hostUsers?: boolean;
  /**
   * Put the services of the namespace into the environment.
   * @default true
   */
  readonly enableServiceLinks?: boolean;
}
