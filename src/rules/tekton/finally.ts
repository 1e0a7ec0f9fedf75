import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { PipelineTaskView } from '../model/views';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';
import type { PlacedExpression } from '../webhook/expressions';
import { expressionsIn, resultReference, textsOfConditions, textsOfParams } from '../webhook/expressions';

export const finallyTask: Rule = {
  id: 'tekton/finally',
  severity: 'error',
  stage: 'admission',
  summary: 'finally tasks have no order among themselves: no runAfter, and results of tasks only',
  reason: 'they all start when the tasks have ended',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validateFinalTasks',
  fix: 'move the other task to tasks, or do both in one task',
  passing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}]\nfinally: [{name: tell, taskRef: {name: tell}, params: [{name: digest, value: $(tasks.build.results.digest)}]}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}]\nfinally: [{name: tell, taskRef: {name: tell}, runAfter: [build]}]'),
  check: eachPipelineSpec(({ tasks, finally: last }, { report }) => {
    const names = tasks.map(({ task }) => task.name ?? '');
    const lastNames = last.map(({ task }) => task.name ?? '');
    for (const { task, path, label } of last) {
      if (task.runAfter?.length) report(`${path}.runAfter`, { message: `${label} is a finally task and has runAfter`, atKey: true });
    }
    for (const { view, expression, path, within } of last.flatMap(expressionsOf)) {
      const reference = resultReference(expression);
      if (!reference) continue;
      if (lastNames.includes(reference.task)) report(path, { message: `${view.label} reads a result of '${reference.task}', a finally task, too`, within });
      else if (!names.includes(reference.task)) report(path, { message: `${view.label} reads a result of '${reference.task}', which is not among the tasks${suggestion(reference.task, names)}`, within });
    }
  }),
};

function expressionsOf(view: PipelineTaskView): (PlacedExpression & { readonly view: PipelineTaskView })[] {
  const texts = [...textsOfParams(view.task.params, `${view.path}.params`), ...textsOfConditions(view.task.when, `${view.path}.when`)];
  return expressionsIn(texts).map((expression) => ({ view, ...expression }));
}
