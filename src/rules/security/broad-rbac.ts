import type { RuleDocument } from '../model/document';
import type { DocumentSet } from '../model/document-set';
import { valueAt } from '../model/path';
import type { Rule, RuleContext } from '../rule';

const GROUP = 'rbac.authorization.k8s.io/';

const documents = (rule: string): string => `apiVersion: ${GROUP}v1
kind: Role
metadata: {name: builder}
rules: [${rule}]
---
apiVersion: ${GROUP}v1
kind: RoleBinding
metadata: {name: builder}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: builder}
subjects: [{kind: ServiceAccount, name: builder}]
---
apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: build}
spec:
  serviceAccountName: builder
  taskRef: {name: build}
`;

export const broadRbac: Rule = {
  id: 'security/broad-rbac',
  severity: 'warning',
  stage: 'none',
  summary: 'the ServiceAccounts of runs may do what they need, and not everything',
  reason: 'every step has the token of the run: a dependency of one build could read all Secrets, or start Pods as anybody',
  source: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/; CWE-269',
  fix: 'list verbs and resources; name Secrets by resourceNames',
  passing: documents('{apiGroups: [""], resources: [configmaps], verbs: [get]}'),
  failing: documents('{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}'),
  check: (context) => {
    const { document } = context;
    if (!document.apiVersion.startsWith(GROUP) || !hasRuns(context.documents)) return;
    if (/^(?:Cluster)?RoleBinding$/.test(document.kind)) checkBinding(document, context);
    if (/^(?:Cluster)?Role$/.test(document.kind) && isBoundToAccount(document, context.documents)) checkRole(document, context);
  },
};

/** RBAC far from pipelines is the business of other tools. */
function hasRuns({ all }: DocumentSet): boolean {
  return all.some(({ apiVersion }) => apiVersion.startsWith('tekton.dev/') || apiVersion.startsWith('triggers.tekton.dev/'));
}

function checkBinding({ source }: RuleDocument, { report }: RuleContext): void {
  if (valueAt(source, 'roleRef.name') !== 'cluster-admin' || !accountsOf(source).length) return;
  report('roleRef.name', { message: `the ServiceAccount '${accountsOf(source).join("', '")}' is cluster-admin` });
}

function checkRole({ source }: RuleDocument, { report }: RuleContext): void {
  const rules = valueAt(source, 'rules');
  (Array.isArray(rules) ? rules : []).forEach((rule: unknown, index) => {
    const [verbs, resources, names] = ['verbs', 'resources', 'resourceNames'].map((field) => texts(valueAt(rule, field)));
    if (verbs.includes('*')) report(`rules[${index}].verbs`, { message: `the role allows every verb on ${resources.join(', ')}` });
    if (resources.includes('*')) report(`rules[${index}].resources`, { message: `the role allows ${verbs.join(', ')} on every resource` });
    const reads = verbs.some((verb) => ['get', 'list', 'watch'].includes(verb));
    if (resources.includes('secrets') && reads && names.length === 0) report(`rules[${index}].resources`, { message: 'the role allows reading every Secret' });
  });
}

function isBoundToAccount(role: RuleDocument, set: DocumentSet): boolean {
  return [...set.ofKind('RoleBinding'), ...set.ofKind('ClusterRoleBinding')].some(({ source }) =>
    valueAt(source, 'roleRef.name') === role.name && valueAt(source, 'roleRef.kind') === role.kind && accountsOf(source).length > 0);
}

function accountsOf(source: unknown): string[] {
  const subjects = valueAt(source, 'subjects');
  return (Array.isArray(subjects) ? subjects as readonly unknown[] : [])
    .filter((subject) => valueAt(subject, 'kind') === 'ServiceAccount')
    .map((subject) => String(valueAt(subject, 'name')));
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
