import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { StepAction } from '../schema/tekton-types';
import { unknownVariables, variableTexts } from '../webhook/substitution';

export const stepAction: Rule = {
  id: 'tekton/step-action',
  severity: 'error',
  stage: 'admission',
  summary: 'a StepAction has no params in its script, and mounts volumes that params name',
  reason: 'a param in a script would become part of the program; the volumes are those of the Task that uses it',
  source: 'pkg/apis/pipeline/v1beta1/stepaction_validation.go',
  fix: 'pass the param by env; write the name of a mount as $(params.<name>)',
  passing: exampleOf('StepAction', 'params: [{name: url}]\nimage: busybox\nenv: [{name: URL, value: $(params.url)}]\nscript: wget "$URL"'),
  failing: exampleOf('StepAction', 'params: [{name: url}]\nimage: busybox\nscript: wget $(params.url)'),
  check: ({ document, report }) => {
    const spec = document.decodedAs<StepAction>('StepAction')?.spec;
    if (!spec) return;
    for (const used of unknownVariables(spec.script ?? '', 'params', new Set())) report('spec.script', { message: `the script contains the param '${used.text}'`, within: used });
    const names = new Set((spec.params ?? []).map(({ name = '' }) => name));
    for (const [index, { name = '' }] of (spec.volumeMounts ?? []).entries()) {
      const path = `spec.volumeMounts[${index}].name`;
      const variables = variableTexts(name, 'params');
      if (variables.length !== 1 || variables[0] !== name) {
        report(path, { message: `the mount is called '${name}', expected a param, as in $(params.volume)` });
        return;
      }
      for (const bad of unknownVariables(name, 'params', names)) report(path, { message: `the mount is called '${name}', and no param '${bad.name}' is declared` });
    }
  },
};
