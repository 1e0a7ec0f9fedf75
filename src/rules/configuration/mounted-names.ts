import { credentialsSecretOf, mergeStorageConfig, STORAGE_CONFIG_MAP } from '../../contract/storage-config';
import { injectedSteps } from '../model/injected-steps';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { configMapExample, OCI } from './config-map-example';
import { storageLevels } from './storage-levels';
import { compiledTask } from './task-example';

const settings = '"--config=/var/artifacts/config", "--credentialsSecret=registry"';

export const mountedNames: Rule = {
  id: 'configuration/mounted-names',
  severity: 'error',
  stage: 'run',
  summary: 'the credentials Secret and the claim that the configuration names are those that the Task mounts',
  reason: 'volumes are decided when the Task is written: the injected steps refuse a configuration that names others (exit code 20)',
  source: 'src/lowering/injected-step.ts; ARCHITECTURE.md, configuration',
  fix: 'name the same in both, or synthesize the Task again with the new configuration',
  passing: `${compiledTask({ settings })}---\n${configMapExample({ ...OCI, 'oci.credentialsSecret': 'registry' })}`,
  failing: `${compiledTask({ settings })}---\n${configMapExample({ ...OCI, 'oci.credentialsSecret': 'registry-new' })}`,
  check: eachTaskSpec((task, { document, documents, report }) => {
    const { upload, fetch } = injectedSteps(task);
    const injected = upload ?? fetch;
    if (!injected?.plan) return;
    const { plan, view } = injected;
    const configMap = documents.find('ConfigMap', STORAGE_CONFIG_MAP, document);
    const ofNamespace = configMap ? storageLevels(configMap).map((level) => level.config) : [];
    const config = mergeStorageConfig([...ofNamespace, ...plan.default ? [plan.default] : []]);
    const secret = credentialsSecretOf(config);
    if (secret && secret.name !== plan.credentialsSecret) {
      report(view.path, { message: `${view.label} mounts ${named('Secret', plan.credentialsSecret)}, and the configuration names '${secret.name}'` });
    }
    const claim = config.backend === 'pvc' ? config['pvc.claimName'] : undefined;
    if (claim && claim !== plan.claim?.name) {
      report(view.path, { message: `${view.label} mounts ${named('claim', plan.claim?.name)}, and the configuration names '${claim}'` });
    }
  }),
};

function named(what: string, name: string | undefined): string {
  return name === undefined ? `no ${what}` : `the ${what} '${name}'`;
}
