import type { TriggerTemplateSpec } from '../model/trigger-template';
import { triggerTemplatesOf } from '../model/trigger-template';
import { repeated } from '../names';
import type { Rule, RuleContext } from '../rule';

const template = (more = ''): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: {name: example}
spec:
  params: [{name: revision}${more}]
  resourcetemplates:
  - {apiVersion: tekton.dev/v1, kind: PipelineRun, metadata: {generateName: build-}, spec: {timeouts: {pipeline: 1h}, pipelineRef: {name: build}, params: [{name: revision, value: $(tt.params.revision)}]}}
`;

export const triggerParam: Rule = {
  id: 'best-practice/trigger-param',
  severity: 'warning',
  stage: 'none',
  summary: 'the params of TriggerTemplates are declared once, and used',
  reason: 'a param that nothing uses misleads those who call the template, and is often a misspelt one',
  source: 'tekton-lint, no-unused-param and no-duplicate-param; https://tekton.dev/docs/triggers/triggertemplates/',
  fix: 'use the param, or remove it',
  passing: template(),
  failing: template(', {name: repository}'),
  check: (context) => triggerTemplatesOf(context.document).forEach((spec) => checkTemplate(spec, context)),
};

function checkTemplate({ params, templates, path }: TriggerTemplateSpec, { report }: RuleContext): void {
  for (const { name, index } of repeated(params, (each) => each)) report(`${path}.params[${index}].name`, { message: `the param '${name}' is there twice` });
  const texts = JSON.stringify(templates);
  params.forEach((name, index) => {
    if (!texts.includes(`$(tt.params.${name})`)) report(`${path}.params[${index}].name`, { message: `the TriggerTemplate never uses its param '${name}'` });
  });
}
