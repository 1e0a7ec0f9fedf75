import { exampleOf } from '../example';
import type { RuleDocument } from '../model/document';
import { valueAt } from '../model/path';
import type { Rule } from '../rule';
import { DONE_STEP } from './step-example';

const task = exampleOf('Task', `steps: [${DONE_STEP}]`);

/** Files of one directory are applied together, but for examples; versions and overlays have directories of their own. */
function areTogether(one: RuleDocument, other: RuleDocument): boolean {
  const [first, second] = [one, other].map(({ locator }) => locator.file?.replace(/[^\\/]*$/, ''));
  return first === second && !/(?:^|[\\/])(?:samples?|examples?|tests?)[\\/]/.test(first ?? '');
}

export const duplicateObject: Rule = {
  id: 'best-practice/duplicate-object',
  severity: 'warning',
  stage: 'none',
  summary: 'no two objects of one kind and namespace have the same name',
  reason: 'the one that is applied last replaces the other, and which that is depends on the order of files',
  source: 'tekton-lint, no-duplicate-resource',
  fix: 'rename one of them, or check overlays one by one',
  passing: task,
  failing: `${task}---\n${task}`,
  check: ({ document, documents, report }) => {
    if (!/^(?:\w+\.)?tekton\.dev\//.test(document.apiVersion) || !valueAt(document.source, 'metadata.name')) return;
    const { apiVersion, kind, name, namespace } = document;
    const same = documents.named(kind, name).filter((other) =>
      other.namespace === namespace && other.apiVersion === apiVersion && areTogether(other, document));
    const [first] = same;
    if (first === undefined || first === document) return;
    const { file, line } = first.locator.locate('metadata.name', 'value');
    report('metadata.name', { message: `there are two of ${document.label}${file === undefined ? '' : `, the other one at ${file}:${line ?? 1}`}` });
  },
};
