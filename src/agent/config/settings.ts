import type { FetchPlan } from '../../contract/agent-plan';
import {
  configFromAnnotations, credentialsSecretOf, mergeStorageConfig, parseStorageConfig, STORAGE_CONFIG_MAP, type StorageConfig,
} from '../../contract/storage-config';
import { AgentError, messageOf } from '../errors';
import { readConfigMap } from './config-map';
import { readPodFacts } from './downward-api';
import { runIdentityOf, type RunIdentity } from './run-identity';

/** The part of every plan that says where things are. */
export type CommonPlan = Omit<FetchPlan, 'inputs' | 'scratch'> & { readonly scratch?: string };

/** What holds for this run: the configuration of all levels together, and whose run it is. */
export interface Settings {
  readonly storage: StorageConfig;
  readonly run: RunIdentity;
}

/**
 * Gathers the levels of the configuration: annotations of the pod (from PipelineRun, Pipeline and Task, Tekton merges
 * them in this order), the ConfigMap of the namespace, the default of the plan.
 *
 * @throws AgentError `CONFIG_INVALID` that names the level, the key and what was expected
 */
export async function loadSettings(plan: CommonPlan): Promise<Settings> {
  const pod = await readPodFacts(plan.pod);
  const configMap = plan.config === undefined ? {} : await readConfigMap(plan.config);
  const where = pod.namespace === '' ? STORAGE_CONFIG_MAP : `${pod.namespace}/${STORAGE_CONFIG_MAP}`;
  const levels = [
    parseLevel(configFromAnnotations(pod.annotations), "the run's annotations"),
    parseLevel(configMap, `ConfigMap '${where}'`),
    plan.default ?? {},
  ];
  const storage = mergeStorageConfig(levels);
  checkSecret(storage, plan);
  return { storage, run: runIdentityOf(pod) };
}

function parseLevel(data: { readonly [key: string]: string }, source: string): StorageConfig {
  try {
    return parseStorageConfig(data, source);
  } catch (error) {
    throw new AgentError('CONFIG_INVALID', messageOf(error), { cause: error });
  }
}

/** A Secret is mounted when the pod is made, so a level that only the run knows cannot bring in another one. */
function checkSecret(storage: StorageConfig, { credentialsSecret }: CommonPlan): void {
  const named = credentialsSecretOf(storage);
  if (named === undefined || named.name === credentialsSecret) return;
  const mounted = credentialsSecret === undefined ? 'no Secret' : `Secret '${credentialsSecret}'`;
  const otherwise = storage.backend === 'oci' ? "link a registry Secret to the run's ServiceAccount" : "give the run's ServiceAccount access";
  throw new AgentError('CONFIG_INVALID', `the configuration names ${named.key} '${named.name}' but ${mounted} is mounted into this step: `
    + `set the credentials '${named.name}' where the Task is synthesized, or ${otherwise} and remove the key`);
}
