import { mergeStorageConfig } from '../../contract/storage-config';
import type { Rule } from '../rule';
import { backendOf } from './backend-fields';
import { configMapExample, OCI } from './config-map-example';
import { levelsBelow, storageLevels } from './storage-levels';

const pipeline = (annotation: string): string => `apiVersion: tekton.dev/v1
kind: Pipeline
metadata:
  name: build
  namespace: ci
  annotations:
    tekton.dev/artifact-storage-${annotation}
spec:
  tasks: [{name: build, taskRef: {name: build}}]
---
${configMapExample(OCI)}`;

export const levels: Rule = {
  id: 'configuration/levels',
  severity: 'warning',
  stage: 'none',
  summary: 'a setting of a Pipeline or run belongs to the backend that the levels together choose',
  reason: 'what is not set is inherited: the bucket of one level and the backend of another do not make a storage, and content goes elsewhere than it seems',
  source: 'TEP-0164, precedence: PipelineRun, Pipeline, ConfigMap of the namespace, cluster default',
  fix: 'set the backend beside its settings',
  passing: pipeline('oci-repository: registry.example.com/team/artifacts'),
  failing: pipeline('s3-bucket: team-artifacts'),
  check: ({ document, documents, report }) => {
    for (const own of storageLevels(document)) {
      if (own.config.backend !== undefined || own.from === 'ConfigMap') continue;
      const below = levelsBelow(document, documents);
      const { backend } = mergeStorageConfig(below.map(({ config }) => config));
      if (backend === undefined) continue;
      const source = below.find(({ config }) => config.backend === backend)?.source ?? '';
      for (const { key, path, written, value } of own.entries) {
        const other = key && backendOf(key);
        if (other && other !== backend && value !== '') report(path, { message: `${written} has no effect, ${source} chooses the backend '${backend}'`, atKey: true });
      }
    }
  },
};
