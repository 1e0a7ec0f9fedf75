import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesMarkdown } from '../../src/rules/markdown';
import { ALL_PACKS } from '../../src/rules/packs/all';

/** Baselines and acknowledgements name them: an id never changes. */
const IDS = [
  'yaml', 'duplicate-key', 'kind', 'unknown-field', 'field-type', 'old-field', 'metadata-name', 'metadata-labels', 'metadata-owners',
  'api-level', 'feature-flag', 'reference', 'task-steps', 'step-name', 'container-image', 'image-name', 'step-ref',
  'script-and-command', 'step-mount', 'step-workspace', 'step-template', 'step-variable-place', 'sidecar-name', 'volume-name',
  'workspace-declaration', 'on-error', 'timeout', 'when-expression', 'param-name', 'param-type', 'param-properties',
  'param-enum', 'unknown-param', 'whole-param', 'context-variable', 'result-declaration', 'unknown-result', 'step-action',
  'pipeline-empty', 'pipeline-task-name', 'pipeline-task-target', 'custom-task', 'custom-run', 'task-order', 'finally',
  'pipeline-param-use', 'param-twice', 'variable-prefix', 'pipeline-context-variable', 'execution-status',
  'pipeline-workspace', 'pipeline-result', 'child-pipeline-result', 'matrix', 'matrix-result', 'run-target', 'run-param',
  'inline-param', 'run-status', 'run-workspace', 'run-overrides', 'task-variable', 'dead-variable', 'pipeline-variable',
  'task-call', 'run-call', 'value-variable', 'volume-mount', 'container-name', 'result-twice', 'object-default',
  'inline-metadata', 'env', 'container-field', 'resources', 'volume-source', 'workspace-source', 'workspace-sub-path', 'pod-template', 'quoted-value', 'object-size', 'list-key', 'trigger',
  'reference-namespace',
];

test('RULES.md is what `npx tsx scripts/rules.ts` writes', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'RULES.md'), 'utf8')).toBe(rulesMarkdown(ALL_PACKS));
});

test('the ids of the pack tekton are those that were released', () => {
  expect(ALL_PACKS.find(({ name }) => name === 'tekton')?.rules.map(({ id }) => id.replace('tekton/', ''))).toEqual(IDS);
});
