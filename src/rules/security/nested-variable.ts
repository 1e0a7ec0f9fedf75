import { exampleOf } from '../example';
import { partOf } from '../model/place';
import type { Rule } from '../rule';
import type { PipelineRun, TaskRun } from '../schema/tekton-types';
import { placedTextsOfValue } from '../webhook/expressions';

const VARIABLE = /\$\((?:params|tasks|steps|step|results|workspaces|context\.task(?:Run)?)[.[][^()]*\)/g;

const run = (value: string): string => exampleOf('TaskRun', `taskRef: {name: build}\nserviceAccountName: builder\nparams: [{name: message, value: "${value}"}]`);

export const nestedVariable: Rule = {
  id: 'security/nested-variable',
  severity: 'warning',
  stage: 'run',
  summary: 'the value that a run gives to a param has no variable in it',
  reason: 'Tekton substitutes in several passes: a variable in a value is expanded in the next one, or unknown and the run fails, by env as well',
  source: 'observed with Tekton v1.15.0: $(params.zzz) in a value fails the TaskRun, $(context.taskRun.name) is expanded',
  fix: 'write the text otherwise; $(context.pipelineRun.name) and its kin belong into the Pipeline',
  passing: run('costs 5 dollars'),
  failing: run('costs $(params.price)'),
  check: ({ document, report }) => {
    const params = (document.decodedAs<TaskRun>('TaskRun') ?? document.decodedAs<PipelineRun>('PipelineRun'))?.spec?.params ?? [];
    params.forEach(({ name = '', value }, index) => {
      for (const { text, path } of placedTextsOfValue(value, `spec.params[${index}].value`)) {
        for (const found of text.matchAll(VARIABLE)) report(path, { message: `the value of param '${name}' has the variable '${found[0]}'`, within: partOf(found) });
      }
    });
  },
};
