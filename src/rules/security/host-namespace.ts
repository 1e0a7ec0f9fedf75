import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { podTemplates } from './pod-templates';

const run = (template: string): string => exampleOf('TaskRun', `taskRef: {name: build}\nserviceAccountName: builder\npodTemplate: ${template}`);

export const hostNamespace: Rule = {
  id: 'security/host-namespace',
  severity: 'warning',
  stage: 'none',
  summary: 'no run uses the network of the node',
  reason: 'its steps reach what listens on the node only, the kubelet and the metadata of the cloud with the credentials of the node among it',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/, baseline',
  fix: 'remove hostNetwork',
  passing: run('{hostNetwork: false}'),
  failing: run('{hostNetwork: true}'),
  check: ({ document, report }) => {
    for (const { template, path } of podTemplates(document)) {
      if (template.hostNetwork) report(`${path}.hostNetwork`, { message: 'the Pods are in the network of the node' });
    }
  },
};
