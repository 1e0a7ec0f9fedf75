import { valueAt } from '../model/path';
import type { Rule, RuleContext } from '../rule';
import { eachReference } from '../visit';

/** Kinds in versions that Tekton still serves and will not for long, and what takes their place. */
const OLD: { readonly [kind: string]: string } = {
  'tekton.dev/v1alpha1 StepAction': 'tekton.dev/v1beta1',
  'tekton.dev/v1beta1 Task': 'tekton.dev/v1',
  'tekton.dev/v1beta1 Pipeline': 'tekton.dev/v1',
  'tekton.dev/v1beta1 TaskRun': 'tekton.dev/v1',
  'tekton.dev/v1beta1 PipelineRun': 'tekton.dev/v1',
};

const task = (version: string): string => `apiVersion: tekton.dev/${version}\nkind: Task\nmetadata:\n  name: example\nspec:\n  steps: [{name: build, image: busybox, computeResources: {requests: {memory: 64Mi}}, command: [make]}]\n`;

export const deprecated: Rule = {
  id: 'best-practice/deprecated',
  severity: 'warning',
  stage: 'none',
  summary: 'nothing is used that Tekton has given up, or that is marked tekton.dev/deprecated',
  reason: 'it goes with one of the next versions',
  source: 'https://tekton.dev/docs/pipelines/deprecations/; https://tekton.dev/docs/pipelines/migrating-v1beta1-to-v1/',
  fix: 'use what takes its place',
  passing: task('v1'),
  failing: task('v1beta1'),
  check: (context) => {
    const { document, report } = context;
    const instead = OLD[`${document.apiVersion} ${document.kind}`];
    if (instead) report('apiVersion', { message: `${document.apiVersion} ${document.kind} is given up`, fix: `use ${instead}` });
    marked(context);
  },
};

const marked = eachReference(({ kind, name, resolver, path, label }, { document, documents, report }: RuleContext) => {
  const target = name && !resolver ? documents.find(kind, name, document) : undefined;
  const mark = ['labels', 'annotations'].map((field) => valueAt(target?.source, `metadata.${field}["tekton.dev/deprecated"]`));
  if (mark.some((value) => value === 'true' || value === true)) report(`${path}.name`, { message: `${label} uses the ${kind} '${name ?? ''}', which is marked as deprecated` });
});
