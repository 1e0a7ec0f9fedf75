import { exampleOf } from '../example';
import { repeated } from '../names';
import type { Rule, RuleContext } from '../rule';
import type { CustomRun, Param, PipelineRun, TaskRun } from '../schema/tekton-types';
import { eachPipelineTask } from '../visit';

export const paramTwice: Rule = {
  id: 'tekton/param-twice',
  severity: 'error',
  stage: 'admission',
  summary: 'a param is given once',
  reason: 'Tekton cannot know which value is meant',
  source: 'pkg/apis/pipeline/v1/param_types.go, validateDuplicateParameters; matrix_types.go; taskrun_validation.go, ValidateParameters',
  fix: 'keep one of the values',
  passing: exampleOf('TaskRun', 'taskRef: {name: build}\nparams: [{name: target, value: release}]'),
  failing: exampleOf('TaskRun', 'taskRef: {name: build}\nparams: [{name: target, value: release}, {name: target, value: debug}]'),
  check: (context) => {
    tasks(context);
    // Of runs, letter case does not count.
    for (const kind of ['TaskRun', 'PipelineRun', 'CustomRun']) {
      checkOnce(context.document.decodedAs<TaskRun | PipelineRun | CustomRun>(kind)?.spec?.params, 'spec.params', context, (name) => name.toLowerCase());
    }
  },
};

const tasks = eachPipelineTask(({ task, path }, context) => {
  const { params = [], matrix } = task;
  checkOnce(params, `${path}.params`, context);
  const isMatrix = Boolean(matrix?.params?.length || matrix?.include?.length);
  if (isMatrix) {
    checkOnce(matrix?.params, `${path}.matrix.params`, context);
    (matrix?.include ?? []).forEach((include, index) => checkOnce(include.params, `${path}.matrix.include[${index}].params`, context));
  }
  const inMatrix = new Set([...matrix?.params ?? [], ...(matrix?.include ?? []).flatMap((include) => include.params ?? [])].map(({ name }) => name));
  params.forEach(({ name }, index) => {
    if (inMatrix.has(name)) context.report(`${path}.params[${index}]`, { message: `the param '${name ?? ''}' is given in params and in the matrix` });
  });
});

function checkOnce(params: readonly Param[] | undefined, path: string, { report }: RuleContext, key = (name: string) => name): void {
  for (const { item, index } of repeated(params ?? [], ({ name = '' }) => key(name))) {
    report(`${path}[${index}]`, { message: `the param '${item.name ?? ''}' is given twice` });
  }
}
