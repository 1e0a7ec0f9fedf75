import { suggestion } from '../../private/suggestion';
import { segmentsOf } from '../model/path';
import type { Rule } from '../rule';

export const unknownField: Rule = {
  id: 'tekton/unknown-field',
  severity: 'error',
  stage: 'admission',
  summary: 'every field is one that Tekton knows, in its exact spelling',
  reason: 'kubectl refuses an unknown field; other clients drop it with a warning, and what it said is gone',
  source: 'the Go types of Tekton, decoded strictly (knative.dev/pkg/webhook/json)',
  fix: 'correct the name, or remove the field',
  passing: 'apiVersion: tekton.dev/v1beta1\nkind: StepAction\nmetadata: {name: greet}\nspec: {image: busybox, command: [echo]}\n',
  failing: 'apiVersion: tekton.dev/v1beta1\nkind: StepAction\nmetadata: {name: greet}\nspec: {image: busybox, commands: [echo]}\n',
  check: ({ document, report }) => {
    for (const { kind, path, known = [] } of document.decodeProblems) {
      if (kind !== 'unknown-field') continue;
      const name = String(segmentsOf(path).pop());
      report(path, { message: `unknown field '${name}'${suggestion(name, known)}`, atKey: true });
    }
  },
};
