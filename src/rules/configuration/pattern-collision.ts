import type { Rule } from '../rule';
import { configMapExample, OCI } from './config-map-example';
import type { StorageEntry } from './storage-levels';
import { storageLevels, valueProblem } from './storage-levels';

export const patternCollision: Rule = {
  id: 'configuration/pattern-collision',
  severity: 'warning',
  stage: 'none',
  summary: 'a pattern gives the artifacts of two TaskRuns different names',
  reason: 'of two artifacts of one name the later takes the tag: in a registry the former is collected as garbage, in an object store overwritten',
  source: 'TEP-0164, tag and key patterns',
  fix: 'add {{taskrun}}, and {{namespace}} where namespaces share the storage',
  passing: configMapExample({ ...OCI, 'oci.tagPattern': '{{namespace}}.{{taskrun}}.{{artifact}}' }),
  failing: configMapExample({ ...OCI, 'oci.tagPattern': '{{namespace}}.{{artifact}}' }),
  check: ({ document, report }) => {
    for (const { entries, config } of storageLevels(document)) {
      for (const entry of entries) {
        const text = patternOf(entry);
        if (text === undefined || has(text, 'taskrun')) continue;
        const others = has(text, 'pipelinerun') ? 'two Tasks of one run' : 'two runs';
        // A prefix of its own for each TaskRun tells names apart, too.
        const prefix = Object.entries(config).find(([key]) => key === entry.key?.replace('keyPattern', 'prefix'))?.[1];
        if (prefix !== undefined && has(prefix, 'taskrun')) continue;
        report(entry.path, { message: `the pattern '${text}' gives artifacts of ${others} the same name` });
      }
    }
  },
};

function patternOf(entry: StorageEntry): string | undefined {
  const { key, value } = entry;
  return key?.endsWith('Pattern') && typeof value === 'string' && value !== '' && !valueProblem(entry) ? value : undefined;
}

function has(pattern: string, variable: string): boolean {
  return new RegExp(`\\{\\{\\s*${variable}\\s*\\}\\}`).test(pattern);
}
