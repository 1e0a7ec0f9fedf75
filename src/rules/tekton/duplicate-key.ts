import type { Rule } from '../rule';

export const duplicateKey: Rule = {
  id: 'tekton/duplicate-key',
  severity: 'error',
  stage: 'admission',
  summary: 'a key stands once in its object',
  reason: 'the API server refuses duplicates in strict mode, and elsewhere the last one silently wins',
  source: 'sigs.k8s.io/json, UnmarshalStrict',
  fix: 'keep one of them',
  passing: 'apiVersion: tekton.dev/v1beta1\nkind: StepAction\nmetadata: {name: greet}\nspec: {image: busybox, command: [echo]}\n',
  failing: 'apiVersion: tekton.dev/v1beta1\nkind: StepAction\nmetadata: {name: greet}\nspec: {image: busybox, image: alpine, command: [echo]}\n',
  check: ({ document, report }) => {
    for (const { kind, path, message } of document.textProblems) if (kind === 'duplicate-key') report(path, { message, atKey: true });
  },
};
