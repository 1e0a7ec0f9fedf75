import type { Rule } from '../rule';
import type { CustomRun } from '../schema/tekton-types';

const run = (spec: string): string => `apiVersion: tekton.dev/v1beta1\nkind: CustomRun\nmetadata: {name: example}\nspec: ${spec}\n`;

export const customRun: Rule = {
  id: 'tekton/custom-run',
  severity: 'error',
  stage: 'admission',
  summary: 'a CustomRun has either customRef or customSpec, with apiVersion and kind',
  reason: 'they tell which controller runs it',
  source: 'pkg/apis/pipeline/v1beta1/customrun_validation.go',
  fix: 'keep one of customRef and customSpec, and set its apiVersion and kind',
  passing: run('{customRef: {apiVersion: wait.testing.tekton.dev/v1beta1, kind: Wait}}'),
  failing: run('{customRef: {name: wait}}'),
  check: ({ document, report }) => {
    const object = document.decodedAs<CustomRun>('CustomRun');
    if (!object) return;
    const { customRef, customSpec, status, statusMessage } = object.spec ?? {};
    if (!customRef && !customSpec) report('spec', { message: 'the CustomRun has neither customRef nor customSpec' });
    if (customRef && customSpec) report('spec', { message: 'the CustomRun has customRef and customSpec' });
    for (const [field, target] of Object.entries({ customRef, customSpec })) {
      if (!target) continue;
      if (!target.apiVersion) report(`spec.${field}`, { message: `${field} has no apiVersion` });
      if (!target.kind) report(`spec.${field}`, { message: `${field} has no kind` });
    }
    if (statusMessage && !status) report('spec.statusMessage', { message: 'there is a statusMessage and no status' });
  },
};
