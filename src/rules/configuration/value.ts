import type { Rule } from '../rule';
import { configMapExample, OCI } from './config-map-example';
import { storageLevels } from './storage-levels';
import { checkValues } from './value-rules';

export const value: Rule = {
  id: 'configuration/value',
  severity: 'error',
  stage: 'run',
  summary: 'every setting of the storage has a value that its key allows',
  reason: 'every Task with artifacts refuses the whole configuration (exit code 20)',
  source: 'TEP-0164, configuration; src/contract/storage-config.ts',
  fix: 'correct the value; all values are text, quote numbers and booleans',
  passing: configMapExample(OCI),
  failing: configMapExample({ 'backend': 'oci', 'oci.repository': 'https://registry.example.com/ci/artifacts' }),
  check: (context) => {
    values(context);
    for (const { path, written, value: found } of storageLevels(context.document).flatMap(({ entries }) => entries)) {
      if (typeof found === 'string' || found === null) continue;
      context.report(path, { message: `${written} is the ${typeof found} ${JSON.stringify(found)}, expected text`, fix: `write ${JSON.stringify(typeof found === 'object' ? '...' : String(found))}`, stage: 'admission' });
    }
  },
};

const values = checkValues('value');
