import type { Rule } from '../rule';

export const yaml: Rule = {
  id: 'tekton/yaml',
  severity: 'error',
  stage: 'admission',
  summary: 'a file is YAML',
  reason: 'nothing can be applied from a text that cannot be read; a template with {{ }} must be rendered first',
  source: 'https://yaml.org/spec/1.1/',
  fix: 'mend the syntax at this place',
  passing: 'apiVersion: tekton.dev/v1beta1\nkind: StepAction\nmetadata: {name: greet}\nspec: {image: busybox, command: [echo]}\n',
  failing: 'apiVersion: tekton.dev/v1beta1\nkind: StepAction\nmetadata: {name: {{ .Values.name }}}\nspec: {image: busybox\n',
  check: ({ document, report }) => {
    for (const { kind, path, message, fix } of document.textProblems) {
      if (kind === 'yaml') report(path, { message: `not valid YAML: ${message}`, fix });
      if (kind === 'json') report(path, { message, fix });
    }
  },
};
