import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { StepAction } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';
import { unknownVariables } from '../webhook/substitution';

export const unknownResult: Rule = {
  id: 'tekton/unknown-result',
  severity: 'error',
  stage: 'admission',
  summary: 'the results that a script writes are declared',
  reason: 'what is written elsewhere is lost',
  source: 'pkg/apis/pipeline/v1/task_validation.go, validateTaskResultsVariables, ValidateStepResultsVariables',
  fix: 'declare the result, or correct the name',
  passing: exampleOf('Task', 'results: [{name: digest}]\nsteps: [{name: build, image: busybox, script: "printf x > $(results.digest.path)"}]'),
  failing: exampleOf('Task', 'results: [{name: digest}]\nsteps: [{name: build, image: busybox, script: "printf x > $(results.diegst.path)"}]'),
  check: (context) => {
    tasks(context);
    const action = context.document.decodedAs<StepAction>('StepAction')?.spec;
    if (!action?.script) return;
    const names = (action.results ?? []).map(({ name = '' }) => name);
    for (const prefix of ['step.results', 'results']) {
      for (const bad of unknownVariables(action.script, prefix, new Set(names))) {
        context.report('spec.script', { message: `the StepAction declares no result '${bad.name}'${suggestion(bad.name, names)}`, within: bad });
      }
    }
  },
};

const tasks = eachTaskSpec(({ spec, steps }, { report }) => {
  const names = (spec.results ?? []).map(({ name = '' }) => name);
  for (const { merged: { script = '', results }, label, at } of steps) {
    for (const bad of unknownVariables(script, 'results', new Set(names))) {
      report(at('script'), { message: `${label} writes '${bad.text}', and the Task declares no result '${bad.name}'${suggestion(bad.name, names)}`, within: bad });
    }
    if (!results) continue;
    const own = results.map(({ name = '' }) => name);
    for (const bad of unknownVariables(script, 'step.results', new Set(own))) {
      report(at('script'), { message: `${label} writes '${bad.text}', and declares no result '${bad.name}'${suggestion(bad.name, own)}`, within: bad });
    }
  }
});
