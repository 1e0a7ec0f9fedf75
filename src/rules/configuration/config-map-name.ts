import { STORAGE_CONFIG_MAP } from '../../contract/storage-config';
import type { Rule } from '../rule';
import { configMapExample, OCI } from './config-map-example';
import { isMarked, isStorageConfigMap } from './storage-levels';

export const configMapName: Rule = {
  id: 'configuration/config-map-name',
  severity: 'warning',
  stage: 'none',
  summary: `the ConfigMap with the storage configuration is called ${STORAGE_CONFIG_MAP}`,
  reason: 'Tasks look for it under this name only; under another one it has no effect, and nobody says so',
  source: 'TEP-0164, configuration of a namespace; TEP-0085',
  fix: `call it ${STORAGE_CONFIG_MAP}`,
  passing: configMapExample(OCI),
  failing: configMapExample(OCI, 'artifact-storage'),
  check: ({ document, report }) => {
    if (!isMarked(document) || isStorageConfigMap(document)) return;
    report('metadata.name', { message: `the ConfigMap '${document.name}' is marked as storage configuration, and its name is not '${STORAGE_CONFIG_MAP}'` });
  },
};
