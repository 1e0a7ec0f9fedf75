import { textsWithVariables } from '../../lowering/plain';
import { undeclared } from '../../private/suggestion';
import { TEMPLATE_PARAM } from '../model/event-variable';
import { child, joinPaths, valueAt } from '../model/path';
import { partOf } from '../model/place';
import type { TriggerTemplateSpec } from '../model/trigger-template';
import { triggerTemplatesOf } from '../model/trigger-template';
import { repeated } from '../names';
import type { Rule, RuleContext } from '../rule';

const template = (value: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: {name: example}
spec:
  params: [{name: revision}]
  resourcetemplates:
  - {apiVersion: tekton.dev/v1, kind: PipelineRun, metadata: {generateName: build-}, spec: {pipelineRef: {name: build}, params: [{name: revision, value: ${value}}]}}
`;

export const trigger: Rule = {
  id: 'tekton/trigger',
  severity: 'error',
  stage: 'admission',
  summary: 'a TriggerTemplate makes at least one object, of a kind, and declares the params that it uses; a TriggerBinding sets each once',
  reason: 'the webhook of Triggers refuses other ones; what they make is checked like any object, but for what an event decides',
  source: 'pkg/apis/triggers/v1beta1/trigger_{template,binding}_validation.go of tektoncd/triggers',
  fix: 'declare the param, or correct its name',
  passing: template('$(tt.params.revision)'),
  failing: template('$(tt.params.revison)'),
  check: (context) => {
    triggerTemplatesOf(context.document).forEach((spec) => checkSpec(spec, context));
    checkBinding(context);
  },
};

function checkSpec({ params, templates, path }: TriggerTemplateSpec, { report }: RuleContext): void {
  if (templates.length === 0) report(path, { message: 'there are no resourcetemplates', fix: 'add what an event makes' });
  templates.forEach((object, index) => {
    const at = child(child(path, 'resourcetemplates'), index);
    for (const field of ['apiVersion', 'kind']) {
      if (!valueAt(object, field)) report(at, { message: `the template has no ${field}`, fix: `add ${field}` });
    }
    if (typeof object !== 'object' || object === null) return;
    for (const { path: inner, text } of textsWithVariables(object)) {
      for (const found of text.matchAll(TEMPLATE_PARAM)) {
        const [variable, name] = found;
        if (!params.includes(name)) report(joinPaths(at, inner), { message: `'${variable}' is used, and ${undeclared('param', name, params)}`, within: partOf(found) });
      }
    }
  });
}

function checkBinding({ document: { apiVersion, kind, source }, report }: RuleContext): void {
  if (!/^(?:Cluster)?TriggerBinding$/.test(kind) || !apiVersion.startsWith('triggers.tekton.dev/')) return;
  const params = valueAt(source, 'spec.params');
  const names = (Array.isArray(params) ? params as readonly unknown[] : []).map((param) => String(valueAt(param, 'name')));
  for (const { name, index } of repeated(names, (each) => each)) report(`spec.params[${index}].name`, { message: `the ${kind} sets the param '${name}' twice`, fix: 'keep one' });
}
