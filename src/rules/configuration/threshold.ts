import type { Rule } from '../rule';
import { configMapExample, OCI } from './config-map-example';
import { checkValues } from './value-rules';

export const threshold: Rule = {
  id: 'configuration/threshold',
  severity: 'error',
  stage: 'run',
  summary: 'inline-threshold is a number of bytes from 0 to 2048',
  reason: 'inline content travels in results, of which Tekton grants a container 4096 bytes at most and drops what is over',
  source: 'TEP-0164, inline threshold; src/contract/storage-fields.ts',
  fix: 'choose a smaller number, without a unit',
  passing: configMapExample({ ...OCI, 'inline-threshold': '1024' }),
  failing: configMapExample({ ...OCI, 'inline-threshold': '4096' }),
  check: checkValues('threshold'),
};
