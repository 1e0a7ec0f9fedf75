import { exampleOf } from '../example';
import { partOf } from '../model/place';
import type { Rule } from '../rule';
import type { PipelineRun, TaskRun } from '../schema/tekton-types';
import { placedTextsOfValue } from '../webhook/expressions';

export const valueVariable: Rule = {
  id: 'tekton/value-variable',
  severity: 'error',
  stage: 'run',
  summary: 'the values that a run gives contain no variables of params',
  reason: 'params are put in once, and what a value brings along fails the run; variables of workspaces and results are put in behind them, and work',
  source: 'its controller as observed',
  fix: 'write the value itself',
  passing: exampleOf('PipelineRun', 'pipelineRef: {name: build}\nparams: [{name: run, value: $(context.pipelineRun.name)}]'),
  failing: exampleOf('PipelineRun', 'pipelineRef: {name: build}\nparams: [{name: run, value: $(params.other)}]'),
  check: ({ document, report }) => {
    const spec = document.decodedAs<TaskRun>('TaskRun')?.spec ?? document.decodedAs<PipelineRun>('PipelineRun')?.spec;
    (spec?.params ?? []).forEach(({ name = '', value }, index) => {
      for (const { text, path } of placedTextsOfValue(value, `spec.params[${index}].value`)) {
        for (const found of text.matchAll(/\$\(params[.[][^()]*\)/g)) report(path, { message: `the value of param '${name}' contains the variable '${found[0]}'`, within: partOf(found) });
      }
    });
  },
};
