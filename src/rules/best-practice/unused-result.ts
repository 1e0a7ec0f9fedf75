import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { STEP } from './step-example';
import { hasForeignProgram, usedNames } from './used-names';

export const unusedResult: Rule = {
  id: 'best-practice/unused-result',
  severity: 'warning',
  stage: 'none',
  summary: 'every result that a Task declares is written by one of its steps',
  reason: 'a result that nobody writes leaves the TaskRun green, and fails the Pipeline where somebody reads it',
  source: 'observed: PipelineValidationFailed, tasks not yet started are dropped',
  fix: 'write it to $(results.<name>.path), or remove it',
  passing: exampleOf('Task', `results: [{name: version}]\nsteps: [{${STEP}, script: "#!/bin/sh\\ncat VERSION > $(results.version.path)"}]`),
  failing: exampleOf('Task', `results: [{name: version}]\nsteps: [{${STEP}, script: "#!/bin/sh\\ncat VERSION"}]`),
  check: eachTaskSpec(({ spec, path, steps }, { report }) => {
    // What a referenced step writes is not visible, and a program may know the directory.
    if (!spec.results?.length || steps.some(({ step }) => step.ref)) return;
    const text = JSON.stringify([spec.steps, spec.stepTemplate, spec.sidecars]);
    if (/\/tekton\/results(?:(?!\/)|\/[^A-Za-z0-9]|\/[\w.-]*[$*{(])/.test(text)) return;
    const used = usedNames(spec, 'results');
    // The program of an image knows the directory, too, where nobody tells it.
    const isTold = /\$\(results|\/tekton\/results/.test(text);
    if (hasForeignProgram(spec) || (!isTold && steps.some(({ merged }) => !merged.script))) return;
    spec.results.forEach(({ name = '', value }, index) => {
      if (value !== undefined || used.has(name) || text.includes(`/tekton/results/${name}`)) return;
      report(`${path}.results[${index}].name`, { message: `no step writes the result '${name}'` });
    });
  }),
};
