import { mergeStorageConfig, STORAGE_CONFIG_MAP, storageProblem } from '../../contract/storage-config';
import type { StorageConfig } from '../../contract/storage-config';
import type { RuleDocument } from '../model/document';
import type { DocumentSet } from '../model/document-set';
import { injectedSteps } from '../model/injected-steps';
import { oncePer } from '../model/once-per';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { configMapExample, OCI } from './config-map-example';
import { storageLevels } from './storage-levels';
import { compiledTask } from './task-example';

const settings = '"--config=/var/artifacts/config"';

export const storage: Rule = {
  id: 'configuration/storage',
  severity: 'warning',
  stage: 'run',
  summary: 'where a Task has outputs to store, a storage is configured',
  reason: 'without one the upload step fails (exit code 21), after all the work is done',
  source: 'TEP-0164, configuration',
  fix: `add the ConfigMap '${STORAGE_CONFIG_MAP}' to the namespace: ArtifactStorageConfig, or YAML as in docs/agent.md`,
  passing: `${compiledTask({ settings })}---\n${configMapExample(OCI)}`,
  failing: compiledTask({ settings }),
  check: eachTaskSpec((task, { document, documents, report }) => {
    const upload = injectedSteps(task).upload;
    const stored = upload?.plan?.outputs.filter(({ type, storage: hint }) => type !== 'reference' && hint !== 'inline');
    if (!upload?.plan || !stored?.length) return;
    const levels = levelsFor(document, documents);
    const problem = storageProblem(mergeStorageConfig([...levels, ...upload.plan.default ? [upload.plan.default] : []]));
    if (problem) report(upload.view.path, { message: `the output '${stored[0].name}' is to be stored, and in these files ${problem}` });
  }),
};

/** What any Pipeline, run or ConfigMap in the same namespace configures: one that can store is enough. */
function levelsFor(document: RuleDocument, documents: DocumentSet): StorageConfig[] {
  const { namespace } = document;
  const reach = levelsIn(documents).filter((level) => level.namespace === undefined || namespace === undefined || level.namespace === namespace);
  return reach.map(({ config }) => config);
}

interface PlacedConfig {
  readonly namespace?: string;
  readonly config: StorageConfig;
}

/** The same for all objects that are checked together. */
const levelsIn = oncePer((documents: DocumentSet): PlacedConfig[] =>
  documents.all.flatMap((other) => storageLevels(other).map(({ config }) => ({ namespace: other.namespace, config }))));
