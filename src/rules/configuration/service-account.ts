import type { DocumentSet } from '../model/document-set';
import { injectedSteps } from '../model/injected-steps';
import { valueAt } from '../model/path';
import type { Rule } from '../rule';
import { compiledTask } from './task-example';

const account = (field: string): string => `---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: builder
  namespace: ci
${field}: [{name: registry}]
`;

export const serviceAccount: Rule = {
  id: 'configuration/service-account',
  severity: 'warning',
  stage: 'run',
  summary: 'a ServiceAccount with credentials for the registry lists them under secrets, not only under imagePullSecrets',
  reason: 'Tekton gives steps the credentials in secrets; imagePullSecrets serve the kubelet alone, so the agent meets the registry without any',
  source: 'pkg/credentials of Tekton v1.15.0; observed',
  fix: 'add the Secret to secrets, too: kubectl patch serviceaccount <name> -p \'{"secrets": [{"name": "<secret>"}]}\'',
  passing: `${compiledTask()}${account('imagePullSecrets')}secrets: [{name: registry}]\n`,
  failing: `${compiledTask()}${account('imagePullSecrets')}`,
  check: ({ document, documents, report }) => {
    if (document.kind !== 'ServiceAccount' || document.apiVersion !== 'v1' || !needsCredentials(documents, document.namespace)) return;
    const linked = namesIn(valueAt(document.source, 'secrets'));
    namesIn(valueAt(document.source, 'imagePullSecrets')).forEach((name, index) => {
      if (linked.length > 0 || name === '') return;
      report(`imagePullSecrets[${index}].name`, { message: `the Secret '${name}' is for pulling images only, steps get no credentials` });
    });
  },
};

/** Some Task of the namespace stores artifacts, and mounts no Secret of its own. */
function needsCredentials(documents: DocumentSet, namespace: string | undefined): boolean {
  return documents.all
    .filter((other) => namespace === undefined || other.namespace === undefined || other.namespace === namespace)
    .flatMap(({ views }) => views.tasks).map(injectedSteps)
    .some(({ upload, fetch }) => {
      const plan = upload?.plan ?? fetch?.plan;
      return plan !== undefined && plan.credentialsSecret === undefined && (plan.default?.backend ?? 'oci') === 'oci';
    });
}

function namesIn(list: unknown): string[] {
  return Array.isArray(list) ? list.map((item: unknown) => String((item as { readonly name?: unknown } | null)?.name ?? '')) : [];
}
