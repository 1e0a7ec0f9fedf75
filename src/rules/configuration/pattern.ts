import type { Rule } from '../rule';
import { configMapExample, OCI } from './config-map-example';
import { checkValues } from './value-rules';

export const pattern: Rule = {
  id: 'configuration/pattern',
  severity: 'error',
  stage: 'run',
  summary: 'patterns of tags and names have known variables only, and {{artifact}}',
  reason: 'every Task with artifacts refuses the whole configuration (exit code 20)',
  source: 'TEP-0164, tag and key patterns; src/contract/name-pattern.ts',
  fix: 'use {{namespace}}, {{pipelinerun}}, {{taskrun}} and {{artifact}}',
  passing: configMapExample({ ...OCI, 'oci.tagPattern': '{{namespace}}.{{taskrun}}.{{artifact}}' }),
  failing: configMapExample({ ...OCI, 'oci.tagPattern': '{{namespace}}.{{run}}.{{artifact}}' }),
  check: checkValues('pattern'),
};
