import type { StorageConfigKey } from '../../contract/storage-config';
import type { Rule } from '../rule';
import type { StorageEntry } from './storage-levels';
import { storageLevels, valueProblem } from './storage-levels';

/** Which of the rules about values a key belongs to. */
function groupOf(key: StorageConfigKey): 'threshold' | 'pattern' | 'value' {
  if (key === 'inline-threshold') return 'threshold';
  return /(?:Pattern|\.prefix)$/.test(key) ? 'pattern' : 'value';
}

/** A check of the values of some keys by the one schema that synth and agent have. */
export function checkValues(group: ReturnType<typeof groupOf>): Rule['check'] {
  return ({ document, report }) => {
    for (const entry of storageLevels(document).flatMap(({ entries }) => entries)) {
      const problem = entry.key && groupOf(entry.key) === group ? valueProblem(entry) : undefined;
      if (problem) report(entry.path, { message: `${entry.written} is '${shown(entry)}': ${problem}` });
    }
  };
}

function shown({ value }: StorageEntry): string {
  return String(value);
}
