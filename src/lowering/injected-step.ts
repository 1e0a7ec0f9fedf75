import { ERROR_RESULT, ERROR_RESULT_VARIABLE } from '../contract/agent-plan';
import { PATHS } from '../contract/paths';
import { STORAGE_CONFIG_MAP } from '../contract/storage-config';
import { compact } from './plain';
import type { PlainEnvironmentVariable, PlainObject, PlainResult, PlainStep, PlainVolume, PlainVolumeMount } from './plain';
import { stepsWithTemplate } from './step-template';
import type { StorageModel, TaskModel } from './task-model';

/** The names of the steps that the compiler adds. */
export const FETCH_STEP = 'fetch-artifacts';
export const UPLOAD_STEP = 'upload-artifacts';
export const GATE_STEP = 'gate-artifacts';

/** The volume that inputs, outputs and scratch share: one, so that content is moved, not copied. */
export const CONTENT_VOLUME = 'artifacts';

/** The UID of the injected steps where profile `restricted` needs one and the user's steps declare none. */
const UNPRIVILEGED_UID = 65532;

/** What differs between the injected steps. */
export interface InjectedStep {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: readonly PlainEnvironmentVariable[];
  readonly results?: readonly PlainResult[];
  readonly volumeMounts?: readonly PlainVolumeMount[];
}

/** Makes an injected step that talks to the store: credentials, configuration and the pod's own data are mounted into it alone. */
export function storeStep(model: TaskModel, step: InjectedStep): PlainStep {
  return agentStep(model, {
    ...step,
    env: [
      { name: 'DOCKER_CONFIG', value: hasDockerConfig(model.storage) ? PATHS.credentials : '$(credentials.path)/.docker' },
      ...step.env ?? [],
    ],
    volumeMounts: [
      ...step.volumeMounts ?? [],
      { name: CONTENT_VOLUME, mountPath: PATHS.scratch, subPath: 'scratch' },
      ...storeVolumes(model.storage).map(({ mount }) => mount),
    ],
  });
}

/** Makes an injected step: the agent with these arguments, hardened, with small resources of its own. */
export function agentStep(model: TaskModel, step: InjectedStep): PlainStep {
  const { agent } = model;
  return compact<PlainStep>({
    name: step.name,
    image: agent.image,
    imagePullPolicy: agent.imagePullPolicy,
    command: agent.command,
    args: step.args,
    env: [{ name: ERROR_RESULT_VARIABLE, value: `$(step.results.${ERROR_RESULT}.path)` }, ...step.env ?? [], ...agent.env],
    results: [...step.results ?? [], { name: ERROR_RESULT, type: 'string' }],
    computeResources: agent.computeResources,
    securityContext: securityContext(model),
    volumeMounts: [
      ...step.volumeMounts ?? [],
      ...agent.configMap ? [{ name: AGENT_VOLUME, mountPath: PATHS.agent, readOnly: true }] : [],
    ],
  });
}

const AGENT_VOLUME = 'artifacts-agent';

/** The volumes that the injected steps need. */
export function injectedVolumes(model: TaskModel, withStore: boolean): PlainVolume[] {
  const { agent } = model;
  return [
    { name: CONTENT_VOLUME, emptyDir: agent.emptyDir },
    ...agent.configMap ? [{ name: AGENT_VOLUME, configMap: { name: agent.configMap } }] : [],
    ...withStore ? storeVolumes(model.storage).map(({ volume }) => volume) : [],
  ];
}

/** The mount of all inputs. */
export const INPUTS_MOUNT: PlainVolumeMount = { name: CONTENT_VOLUME, mountPath: PATHS.inputs, subPath: 'inputs' };

/** The mount of all outputs. One for all: a directory that is itself a mount point breaks `rm -rf`, `mv` and hard links. */
export const OUTPUTS_MOUNT: PlainVolumeMount = { name: CONTENT_VOLUME, mountPath: PATHS.outputs, subPath: 'outputs' };

/** What the compiler takes for itself: a user's volume may not be called so. */
export function isReservedVolume(name: string): boolean {
  return name === CONTENT_VOLUME || name.startsWith(`${CONTENT_VOLUME}-`);
}

function hasDockerConfig({ credentialsSecret, credentialsFormat = 'docker' }: StorageModel): boolean {
  return credentialsSecret !== undefined && credentialsFormat === 'docker';
}

interface StoreVolume { readonly volume: PlainVolume; readonly mount: PlainVolumeMount }

function storeVolumes(storage: StorageModel): StoreVolume[] {
  const volumes = [
    mounted('artifacts-config', PATHS.config, { configMap: { name: STORAGE_CONFIG_MAP, optional: true } }),
    mounted('artifacts-pod', PATHS.pod, {
      downwardAPI: {
        items: ['annotations', 'labels', 'namespace'].map((field) => ({ path: field, fieldRef: { fieldPath: `metadata.${field}` } })),
      },
    }),
  ];
  if (storage.credentialsSecret) {
    volumes.push(mounted('artifacts-credentials', PATHS.credentials, {
      secret: {
        secretName: storage.credentialsSecret,
        ...hasDockerConfig(storage) ? { items: [{ key: '.dockerconfigjson', path: 'config.json' }] } : {},
      },
    }));
  }
  if (storage.certificateAuthority) {
    volumes.push(mounted('artifacts-ca', PATHS.certificateAuthority, {
      configMap: { name: storage.certificateAuthority, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
    }));
  }
  if (storage.claimName) {
    const volume = { name: 'artifacts-claim', persistentVolumeClaim: { claimName: storage.claimName } };
    volumes.push({ volume, mount: { name: volume.name, mountPath: PATHS.claim } });
  }
  return volumes;
}

function mounted(name: string, mountPath: string, source: object): StoreVolume {
  return { volume: { name, ...source }, mount: { name, mountPath, readOnly: true } };
}

/**
 * The security context of an injected step.
 *
 * All that namespaces with Pod Security `restricted` demand. The UID is that of the user's steps where they declare
 * one, because the uploader must be able to read what they wrote.
 */
function securityContext(model: TaskModel): PlainObject {
  const { security } = model.agent;
  if (security.profile === 'custom') return security.context;
  const uid = userId(model) ?? (security.profile === 'restricted' ? UNPRIVILEGED_UID : undefined);
  return {
    ...uid === undefined ? {} : { runAsUser: uid },
    ...uid ? { runAsNonRoot: true } : {},
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** The UID of the last user step that has one: the one that most likely wrote the outputs. */
function userId(model: TaskModel): number | undefined {
  const uids = stepsWithTemplate(model.spec).map((step) => step.securityContext?.runAsUser);
  return uids.reverse().find((uid): uid is number => typeof uid === 'number');
}
