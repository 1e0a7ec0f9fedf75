import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { Step } from '../schema/tekton-types';
import { eachStep } from '../visit';

/** What a StepAction says, and a reference to it must not say again. */
const OWN_FIELDS = ['image', 'command', 'args', 'script', 'workingDir', 'env', 'volumeMounts', 'results'] as const;

export const stepRef: Rule = {
  id: 'tekton/step-ref',
  severity: 'error',
  stage: 'admission',
  summary: 'a step either refers to a StepAction and passes params, or says itself what it runs',
  reason: 'the StepAction brings image, command, script, env, mounts and results',
  source: 'pkg/apis/pipeline/v1/container_validation.go, Step.Validate',
  fix: 'remove the field, or the ref',
  passing: exampleOf('Task', 'steps: [{name: clone, ref: {name: git-clone}, params: [{name: url, value: "https://example.com"}]}]'),
  failing: exampleOf('Task', 'steps: [{name: clone, ref: {name: git-clone}, image: busybox}]'),
  check: eachStep(({ merged, label, at }, { report }) => {
    if (!merged.ref) {
      if (merged.params?.length) report(at('params'), { message: `${label} has params and no ref`, atKey: true });
      return;
    }
    for (const field of OWN_FIELDS) {
      if (isSet(merged, field)) report(at(field), { message: `${label} has a ref and '${field}'`, atKey: true });
    }
  }),
};

/** An empty env counts, other empty lists do not. */
function isSet(step: Step, field: typeof OWN_FIELDS[number]): boolean {
  const value = step[field];
  return field === 'env' ? value !== undefined : value !== undefined && value.length > 0;
}
