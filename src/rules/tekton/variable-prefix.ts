import { exampleOf } from '../example';
import type { PipelineTaskView } from '../model/views';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';
import { expressionsInValue, expressionsInWhen } from '../webhook/expressions';

const PREFIXES = ['params', 'tasks', 'finally', 'context', 'workspaces', 'results'];

export const variablePrefix: Rule = {
  id: 'tekton/variable-prefix',
  severity: 'error',
  stage: 'admission',
  summary: 'variables in a Pipeline begin with params, tasks, finally, context, workspaces or results',
  reason: 'a Pipeline knows no others, and has no shell',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validateVarSubstitutionExpressions',
  fix: 'correct the variable, or write ${NAME} for a variable of the shell',
  passing: exampleOf('Pipeline', 'params: [{name: x}]\ntasks: [{name: build, taskRef: {name: build}, params: [{name: x, value: $(params.x)}]}]'),
  failing: exampleOf('Pipeline', 'params: [{name: x}]\ntasks: [{name: build, taskRef: {name: build}, params: [{name: x, value: $(param.x)}]}]'),
  check: eachPipelineTask((view, { report }) => {
    for (const { expression, path } of expressionsOf(view)) {
      if (!PREFIXES.includes(expression.split('.')[0])) report(path, { message: `${view.label} has the unknown variable '$(${expression})'` });
    }
  }),
};

function expressionsOf({ task, path }: PipelineTaskView): { readonly expression: string; readonly path: string }[] {
  const { params = [], when = [], matrix } = task;
  const lists = [
    { list: params, at: 'params' },
    { list: matrix?.params ?? [], at: 'matrix.params' },
    ...(matrix?.include ?? []).map((include, index) => ({ list: include.params ?? [], at: `matrix.include[${index}].params` })),
  ];
  return [
    ...lists.flatMap(({ list, at }) => list.flatMap(({ value }, index) =>
      expressionsInValue(value).map((expression) => ({ expression, path: `${path}.${at}[${index}].value` })))),
    ...when.flatMap((condition, index) => expressionsInWhen(condition).map((expression) => ({ expression, path: `${path}.when[${index}]` }))),
  ];
}
