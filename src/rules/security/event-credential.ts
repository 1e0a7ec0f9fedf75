import { valueAt } from '../model/path';
import type { Rule } from '../rule';

const binding = (param: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerBinding
metadata: {name: example}
spec: {params: [{name: revision, value: $(body.head_commit.id)}, ${param}]}
`;

const CREDENTIAL = /(?:^|[-_.])(?:password|passwd|token|secret|api[-_]?key|access[-_]?key|private[-_]?key|credentials?)$/i;

export const eventCredential: Rule = {
  id: 'security/event-credential',
  severity: 'warning',
  stage: 'none',
  summary: 'no TriggerBinding takes a credential out of an event',
  reason: 'it becomes a param of the run: plain text in its spec, in logs and in provenance, for all who may read runs',
  source: 'tekton-guard, TKN-TRIG-008; CWE-312',
  fix: 'let the Task read the credential from a Secret',
  passing: binding('{name: token-name, value: $(body.repository.name)}'),
  failing: binding('{name: git-token, value: $(body.token)}'),
  check: ({ document: { apiVersion, kind, source }, report }) => {
    if (!/^(?:Cluster)?TriggerBinding$/.test(kind) || !apiVersion.startsWith('triggers.tekton.dev/')) return;
    const params = valueAt(source, 'spec.params');
    (Array.isArray(params) ? params as readonly unknown[] : []).forEach((param, index) => {
      const [name, value] = [valueAt(param, 'name'), valueAt(param, 'value')].map(String);
      if (CREDENTIAL.test(name) && /\$\((?:body|header|extensions)\b/.test(value)) {
        report(`spec.params[${index}]`, { message: `the ${kind} takes '${name}' from the event: '${value}'` });
      }
    });
  },
};
