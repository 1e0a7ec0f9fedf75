import type { Rule } from '../rule';

export const fieldType: Rule = {
  id: 'tekton/field-type',
  severity: 'error',
  stage: 'admission',
  summary: 'every value has the type of its field',
  reason: 'a value of another type cannot be decoded, so the object is refused; unquoted, YAML takes yes, on, 1.10 and 012 for something else than text',
  source: 'the Go types of Tekton',
  fix: 'write a value of that type; put quotes around text that looks like a number or a boolean',
  passing: 'apiVersion: tekton.dev/v1beta1\nkind: StepAction\nmetadata: {name: greet}\nspec: {image: busybox, args: ["on", "1.10"]}\n',
  failing: 'apiVersion: tekton.dev/v1beta1\nkind: StepAction\nmetadata: {name: greet}\nspec: {image: busybox, args: [on, 1.10]}\n',
  check: ({ document, report }) => {
    for (const { kind, path, expected, found } of document.decodeProblems) {
      if (kind === 'type') report(path, { message: `expected ${expected}, found ${found}` });
    }
  },
};
