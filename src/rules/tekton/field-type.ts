import type { RuleDocument } from '../model/document';
import { valueAt } from '../model/path';
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
      if (kind !== 'type') continue;
      report(path, { message: `expected ${expected}, found ${found}`, ...expected === 'text' && inQuotes(document, path) });
    }
  },
};

/** A number or a boolean in place of a text was meant as it is written. */
function inQuotes({ source, changedScalars }: RuleDocument, path: string): { readonly replacement?: string } {
  const value = valueAt(source, path);
  if (typeof value !== 'number' && typeof value !== 'boolean') return {};
  return { replacement: JSON.stringify(changedScalars.find((scalar) => scalar.path === path && !scalar.isKey)?.text ?? String(value)) };
}
