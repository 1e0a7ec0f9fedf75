import { valueAt } from '../model/path';
import type { Rule } from '../rule';

const policy = (pattern: string): string => `apiVersion: tekton.dev/v1alpha1
kind: VerificationPolicy
metadata: {name: example}
spec:
  resources: [{pattern: '${pattern}'}]
  authorities: [{name: key, key: {secretRef: {name: key, namespace: tekton-pipelines}}}]
`;

export const verificationPattern: Rule = {
  id: 'security/verification-pattern',
  severity: 'warning',
  stage: 'none',
  summary: 'the pattern of a VerificationPolicy begins with ^',
  reason: 'it is a regular expression that matches anywhere: https://github.com/org/ is also part of https://evil.example/?https://github.com/org/',
  source: 'https://tekton.dev/docs/pipelines/trusted-resources/; pkg/trustedresources/verify.go',
  fix: 'write ^ in front, and escape dots',
  passing: policy('^https://github\\.com/org/.*$'),
  failing: policy('https://github.com/org/'),
  check: ({ document: { kind, apiVersion, source }, report }) => {
    if (kind !== 'VerificationPolicy' || !apiVersion.startsWith('tekton.dev/')) return;
    const resources = valueAt(source, 'spec.resources');
    (Array.isArray(resources) ? resources as readonly unknown[] : []).forEach((resource, index) => {
      const pattern = valueAt(resource, 'pattern');
      if (typeof pattern !== 'string' || pattern.startsWith('^') || /^\.\*$|^$/.test(pattern)) return;
      report(`spec.resources[${index}].pattern`, { message: `the pattern '${pattern}' matches anywhere in a source` });
    });
  },
};
