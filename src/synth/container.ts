import * as kplus from 'cdk8s-plus-27';
import type { ContainerProps } from '../container';
import type { PlainContainer, PlainEnvironmentVariable, PlainSidecar, PlainVolumeMount } from '../lowering/plain';
import { compact } from '../lowering/plain';
import type { SidecarProps } from '../sidecar';

/**
 * The plain form of what containers have in common.
 *
 * @param place for messages: `step 'compile' of task 'ci/build'`; asked for only when something is wrong
 */
export function containerOf(props: ContainerProps, place = () => 'a container'): PlainContainer {
  return compact<PlainContainer>({
    image: props.image?.toString(),
    command: props.command?.map(String),
    args: props.args?.map(String),
    env: environment(props.env, place),
    envFrom: props.envFrom?.map((source) => source._toKube()).map(kplus.k8s.toJson_EnvFromSource),
    workingDir: props.workingDir?.toString(),
    volumeMounts: props.volumeMounts?.map((mount) => kplus.k8s.toJson_VolumeMount(mount) as PlainVolumeMount),
    volumeDevices: props.volumeDevices?.map(kplus.k8s.toJson_VolumeDevice),
    securityContext: kplus.k8s.toJson_SecurityContext(props.securityContext),
    computeResources: props.computeResources?._toPlain(),
    imagePullPolicy: props.imagePullPolicy,
  });
}

/** The plain form of environment variables. */
export function environment(env: ContainerProps['env'], place = () => 'a container'): PlainEnvironmentVariable[] | undefined {
  if (!env) return undefined;
  return Object.entries(env).map(([name, value]) => value instanceof kplus.EnvValue
    ? compact({ name, value: value.value, valueFrom: value.valueFrom })
    : { name, value: textOf(value, () => `${place()} has env '${name}'`) });
}

/** Plain JavaScript passes undefined where a name is misspelt. */
function textOf(value: { toString(): string } | undefined, what: () => string): string {
  if (value === undefined || value === null) throw new Error(`${what()} without a value, expected a text or a reference: is what it reads declared?`);
  return value.toString();
}

/** The plain form of a sidecar. */
export function sidecarOf(name: string, props: SidecarProps): PlainSidecar {
  return compact<PlainSidecar>({
    ...containerOf(props, () => `sidecar '${name}'`),
    name,
    script: props.script,
    ports: props.ports?.map(kplus.k8s.toJson_ContainerPort),
    readinessProbe: kplus.k8s.toJson_Probe(props.readinessProbe),
    livenessProbe: kplus.k8s.toJson_Probe(props.livenessProbe),
    startupProbe: kplus.k8s.toJson_Probe(props.startupProbe),
    lifecycle: kplus.k8s.toJson_Lifecycle(props.lifecycle),
    terminationMessagePath: props.terminationMessagePath,
    terminationMessagePolicy: props.terminationMessagePolicy,
    stdin: props.stdin,
    stdinOnce: props.stdinOnce,
    tty: props.tty,
    restartPolicy: props.restartPolicy,
    workspaces: props.workspaces?.map((workspace) => ({ ...workspace })),
  });
}
