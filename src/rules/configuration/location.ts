import { mergeStorageConfig, storageProblem } from '../../contract/storage-config';
import type { StorageConfig } from '../../contract/storage-config';
import type { DocumentSet } from '../model/document-set';
import { injectedSteps } from '../model/injected-steps';
import { oncePer } from '../model/once-per';
import type { Rule } from '../rule';
import { configMapExample, OCI } from './config-map-example';
import { levelsBelow, storageLevels } from './storage-levels';

export const location: Rule = {
  id: 'configuration/location',
  severity: 'warning',
  stage: 'run',
  summary: 'where a backend is chosen, its repository, bucket, container, url or claim is given, too',
  reason: 'content could be stored nowhere: the upload step fails (exit code 21)',
  source: 'TEP-0164, backends; src/contract/storage-config.ts, storageProblem',
  fix: 'add the key, here or at a weaker level',
  passing: configMapExample(OCI),
  failing: configMapExample({ backend: 'oci' }),
  check: ({ document, documents, report }) => {
    for (const { config, entries } of storageLevels(document)) {
      const backend = entries.find(({ key }) => key === 'backend');
      if (!backend || config.enabled === 'false') continue;
      const below = levelsBelow(document, documents);
      const problem = storageProblem(mergeStorageConfig([config, ...below.map((each) => each.config), ...defaultsIn(documents)]));
      if (problem?.includes('needs the key')) report(backend.path, { message: problem });
    }
  },
};

/** The cluster defaults that were compiled into injected steps, the same for all objects that are checked together. */
const defaultsIn = oncePer((documents: DocumentSet): StorageConfig[] => {
  const injected = documents.all.flatMap(({ views }) => views.tasks).map(injectedSteps);
  return injected.flatMap(({ upload, fetch }) => upload?.plan?.default ?? fetch?.plan?.default ?? []).slice(0, 1);
});
