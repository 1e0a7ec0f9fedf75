import { valueAt } from '../model/path';
import type { Rule } from '../rule';

const listener = (trigger: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: {name: example}
spec:
  serviceAccountName: listener
  triggers:
  - {name: push, ${trigger}bindings: [{ref: push}], template: {ref: build}}
`;

export const eventListener: Rule = {
  id: 'security/event-listener',
  severity: 'warning',
  stage: 'none',
  summary: 'every trigger of an EventListener has an interceptor that checks where events come from',
  reason: 'anybody who reaches the listener starts runs, with params of his choice',
  source: 'https://tekton.dev/docs/triggers/interceptors/; CWE-345',
  fix: 'add the interceptor of your git server with its secretRef; the cel interceptor checks no signature',
  passing: listener('interceptors: [{ref: {name: github}, params: [{name: secretRef, value: {secretName: webhook, secretKey: token}}]}], '),
  failing: listener(''),
  check: ({ document: { kind, apiVersion, source }, report }) => {
    if (kind !== 'EventListener' || !apiVersion.startsWith('triggers.tekton.dev/')) return;
    // Groups and other namespaces bring interceptors of their own.
    const triggers = valueAt(source, 'spec.triggers');
    (Array.isArray(triggers) ? triggers as readonly unknown[] : []).forEach((trigger, index) => {
      if (valueAt(trigger, 'triggerRef') !== undefined) return;
      const name = String(valueAt(trigger, 'name') ?? index + 1);
      const interceptors = valueAt(trigger, 'interceptors');
      const path = `spec.triggers[${index}]`;
      if (!Array.isArray(interceptors) || interceptors.length === 0) report(path, { message: `the trigger '${name}' takes events from anybody` });
    });
  },
};
