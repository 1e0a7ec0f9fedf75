import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { StepAction } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';
import { unknownVariable } from '../webhook/substitution';

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
      const bad = unknownVariable(action.script, prefix, new Set(names));
      if (bad) context.report('spec.script', { within: bad, message: `the StepAction declares no result '${bad.name}'${suggestion(bad.name, names)}` });
    }
  },
};

const tasks = eachTaskSpec(({ spec, steps }, { report }) => {
  const names = (spec.results ?? []).map(({ name = '' }) => name);
  for (const { merged, label, at } of steps) {
    const bad = unknownVariable(merged.script ?? '', 'results', new Set(names));
    if (bad) report(at('script'), { within: bad, message: `${label} writes '${bad.text}', and the Task declares no result '${bad.name}'${suggestion(bad.name, names)}` });
    if (!merged.results) continue;
    const own = merged.results.map(({ name = '' }) => name);
    const unknown = unknownVariable(merged.script ?? '', 'step.results', new Set(own));
    if (unknown) report(at('script'), { within: unknown, message: `${label} writes '${unknown.text}', and declares no result '${unknown.name}'${suggestion(unknown.name, own)}` });
  }
});
