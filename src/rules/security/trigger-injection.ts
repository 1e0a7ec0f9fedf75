import { child } from '../model/path';
import { partOf } from '../model/place';
import { triggerTemplatesOf } from '../model/trigger-template';
import type { Rule } from '../rule';

const template = (script: string, env = ''): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata:
  name: example
spec:
  params: [{name: branch}]
  resourcetemplates:
  - apiVersion: tekton.dev/v1
    kind: TaskRun
    metadata: {generateName: build-}
    spec:
      serviceAccountName: builder
      taskSpec:
        steps: [{name: build, image: busybox, ${env}script: '${script}'}]
`;

export const triggerInjection: Rule = {
  id: 'security/trigger-injection',
  severity: 'error',
  stage: 'none',
  summary: 'a TriggerTemplate passes what an event says to params and env, never into the text of a program',
  reason: 'whoever sends the event, often anybody with an account, decides what the script does',
  source: 'https://tekton.dev/docs/triggers/triggertemplates/; CWE-94',
  fix: 'declare a param in the run, give it the value $(tt.params.<name>), and pass it on by env',
  passing: template('git checkout "$BRANCH"', 'env: [{name: BRANCH, value: $(tt.params.branch)}], '),
  failing: template('git checkout $(tt.params.branch)'),
  check: ({ document, report }) => {
    const scripts = triggerTemplatesOf(document).flatMap(({ templates, path }) => scriptsIn(templates, child(path, 'resourcetemplates')));
    for (const { text, path } of scripts) {
      for (const found of text.matchAll(/\$\(tt\.params\.[^()]*\)/g)) report(path, { message: `the script has '${found[0]}' in its text`, within: partOf(found) });
    }
  },
};

function scriptsIn(value: unknown, path: string): { readonly text: string; readonly path: string }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => scriptsIn(item, child(path, index)));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => key === 'script' && typeof item === 'string'
    ? [{ text: item, path: child(path, key) }]
    : scriptsIn(item, child(path, key)));
}
