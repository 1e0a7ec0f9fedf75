import { isDescription, textsWithVariables } from '../../lowering/plain';
import { suggestion } from '../../private/suggestion';
import { valueAt } from '../model/path';
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

export const triggerParam: Rule = {
  id: 'best-practice/trigger-param',
  severity: 'warning',
  stage: 'none',
  summary: 'the params of TriggerTemplates and TriggerBindings are declared once, and used',
  reason: 'a variable that nobody declares stays in the text of the run as it is, and the run starts with it',
  source: 'tekton-lint, no-undefined-param, no-unused-param and no-duplicate-param; https://tekton.dev/docs/triggers/triggertemplates/',
  fix: 'declare the param, correct its name, or remove it',
  passing: template('$(tt.params.revision)'),
  failing: template('$(tt.params.revison)'),
  check: (context) => {
    const { document: { kind, apiVersion, source }, report } = context;
    if (!apiVersion.startsWith('triggers.tekton.dev/') || !/^(?:TriggerTemplate|(?:Cluster)?TriggerBinding)$/.test(kind)) return;
    const params = valueAt(source, 'spec.params');
    const names = (Array.isArray(params) ? params as readonly unknown[] : []).map((param) => String(valueAt(param, 'name')));
    for (const { name, index } of repeated(names, (each) => each)) report(`spec.params[${index}].name`, { message: `the param '${name}' is there twice` });
    if (kind === 'TriggerTemplate') checkUses(names, context);
  },
};

function checkUses(names: readonly string[], { document: { source }, report }: RuleContext): void {
  const used = new Set<string>();
  for (const { path, text } of textsWithVariables(source)) {
    if (isDescription(path)) continue;
    for (const [variable, name] of text.matchAll(/\$\(tt\.params\.([^()]+)\)/g)) {
      used.add(name);
      if (!names.includes(name)) report(path, { message: `'${variable}' is used, and no param '${name}' is declared${suggestion(name, names)}` });
    }
  }
  names.forEach((name, index) => {
    if (!used.has(name)) report(`spec.params[${index}].name`, { message: `the TriggerTemplate never uses its param '${name}'` });
  });
}
