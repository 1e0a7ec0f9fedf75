import { annotationOf, STORAGE_ANNOTATION_PREFIX, STORAGE_CONFIG_KEYS } from '../../contract/storage-config';
import { suggestion } from '../../private/suggestion';
import { child, valueAt } from '../model/path';
import type { Rule } from '../rule';
import { configMapExample, OCI } from './config-map-example';
import { storageLevels } from './storage-levels';

/** What people write when they mean the prefix. */
const NEARLY = /^(?:[\w.-]+\/)?artifacts?[-_.]?storage[-_.]/i;

export const unknownKey: Rule = {
  id: 'configuration/unknown-key',
  severity: 'error',
  stage: 'run',
  summary: 'the keys of the storage configuration, and the annotations that set them, are among those there are',
  reason: 'every Task with artifacts refuses a configuration with an unknown key (exit code 20): a misspelt one would be silently without effect',
  source: 'TEP-0164, configuration; src/contract/storage-config.ts',
  fix: 'correct the name; the annotation of a key is tekton.dev/artifact-storage-<key>, with dashes for dots and capitals',
  passing: configMapExample(OCI),
  failing: configMapExample({ 'backend': 'oci', 'oci.repo': 'registry.example.com/ci/artifacts' }),
  check: ({ document, report }) => {
    for (const { from, entries } of storageLevels(document)) {
      const known = from === 'ConfigMap' ? STORAGE_CONFIG_KEYS : STORAGE_CONFIG_KEYS.map(annotationOf);
      for (const { written, path } of entries.filter(({ key }) => key === undefined)) {
        const what = from === 'ConfigMap' ? 'key' : 'annotation';
        report(path, { message: `there is no ${what} '${written}'${suggestion(written, known)}`, atKey: true });
      }
    }
    if (!document.apiVersion.startsWith('tekton.dev/')) return;
    const annotations = valueAt(document.source, 'metadata.annotations');
    for (const name of Object.keys(typeof annotations === 'object' && annotations !== null ? annotations : {})) {
      if (name.startsWith(STORAGE_ANNOTATION_PREFIX) || !NEARLY.test(name)) continue;
      report(child('metadata.annotations', name), {
        message: `the annotation '${name}' has no effect, expected one that begins with '${STORAGE_ANNOTATION_PREFIX}'`, severity: 'warning', stage: 'none', atKey: true,
      });
    }
  },
};
