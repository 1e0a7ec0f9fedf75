import { exampleOf } from '../example';
import type { Rule } from '../rule';

/** The versions of each kind that the CRDs of Tekton serve. */
const SERVED: { readonly [kind: string]: readonly string[] } = {
  Task: ['v1', 'v1beta1'],
  Pipeline: ['v1', 'v1beta1'],
  TaskRun: ['v1', 'v1beta1'],
  PipelineRun: ['v1', 'v1beta1'],
  StepAction: ['v1beta1', 'v1alpha1'],
  CustomRun: ['v1beta1'],
  VerificationPolicy: ['v1alpha1'],
};

/** Kinds that are gone, and what takes their place. */
const GONE: { readonly [kind: string]: string } = {
  ClusterTask: 'use a Task by the resolver cluster',
  Condition: 'use when of a task',
  PipelineResource: 'use Tasks, params, results and workspaces',
  Run: 'use CustomRun in v1beta1',
};

export const kind: Rule = {
  id: 'tekton/kind',
  severity: 'error',
  stage: 'admission',
  summary: 'kind and version are ones that Tekton serves',
  reason: 'the API server does not know other ones: no matches for kind',
  source: 'config/300-crds of Tekton',
  fix: 'use tekton.dev/v1',
  passing: exampleOf('TaskRun', 'taskRef: {name: build}'),
  failing: exampleOf('TaskRun', 'taskRef: {name: build}').replace('tekton.dev/v1', 'tekton.dev/v1alpha1'),
  check: ({ document, report }) => {
    const [group, version] = document.apiVersion.split('/');
    if (group !== 'tekton.dev' || document.kind === '') return;
    const served = Object.hasOwn(SERVED, document.kind) ? SERVED[document.kind] : undefined;
    if (served?.includes(version)) return;
    if (served) return report('apiVersion', { message: `there is no ${document.kind} in ${document.apiVersion}, expected ${served.join(' or ')}`, fix: `use tekton.dev/${served[0]}` });
    const instead = Object.hasOwn(GONE, document.kind) ? GONE[document.kind] : undefined;
    report('kind', { message: `Tekton has no kind '${document.kind}'${instead ? ' any more' : ''}`, fix: instead ?? 'correct the kind' });
  },
};
