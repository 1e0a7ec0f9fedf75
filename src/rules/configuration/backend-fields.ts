import { BACKENDS } from '../../contract/storage-config';
import type { StorageConfigKey } from '../../contract/storage-config';
import type { Rule } from '../rule';
import { configMapExample, OCI } from './config-map-example';
import { storageLevels } from './storage-levels';

export const backendFields: Rule = {
  id: 'configuration/backend-fields',
  severity: 'warning',
  stage: 'none',
  summary: 'the settings belong to the backend that is chosen beside them',
  reason: 'settings of another backend have no effect: content goes elsewhere than it seems',
  source: 'TEP-0164, backends; src/contract/storage-config.ts',
  fix: 'remove the settings of the other backend, or change backend',
  passing: configMapExample(OCI),
  failing: configMapExample({ ...OCI, 's3.bucket': 'artifacts' }),
  check: ({ document, report }) => {
    for (const { entries, config } of storageLevels(document)) {
      if (config.backend === undefined) continue;
      for (const { key, path, written, value } of entries) {
        const backend = key && backendOf(key);
        if (!backend || backend === config.backend || value === '') continue;
        report(path, { message: `${written} has no effect, the backend is '${config.backend}'`, atKey: true });
      }
    }
  },
};

/** The backend that a key configures, if it is of one only. */
export function backendOf(key: StorageConfigKey): string | undefined {
  const [first] = key.split('.');
  return (BACKENDS as readonly string[]).includes(first) ? first : undefined;
}
