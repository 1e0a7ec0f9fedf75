import { exampleOf } from '../example';
import type { PipelineTaskView } from '../model/views';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';
import type { PlacedExpression } from '../webhook/expressions';
import { expressionsIn, textsOfConditions, textsOfMatrix, textsOfParams } from '../webhook/expressions';

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
    for (const { expression, path, within } of expressionsOf(view)) {
      if (!PREFIXES.includes(expression.split('.')[0])) report(path, { message: `${view.label} has the unknown variable '${within.text}'`, within });
    }
  }),
};

function expressionsOf({ task, path }: PipelineTaskView): PlacedExpression[] {
  return expressionsIn([...textsOfParams(task.params, `${path}.params`), ...textsOfMatrix(task, `${path}.matrix`), ...textsOfConditions(task.when, `${path}.when`)]);
}
