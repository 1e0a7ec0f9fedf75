import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { PipelineTaskView } from '../model/views';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';
import { expressionsInValue, expressionsInWhen, resultReference } from '../webhook/expressions';

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
    for (const { view, expression, path } of last.flatMap(expressionsOf)) {
      const reference = resultReference(expression);
      if (!reference) continue;
      if (lastNames.includes(reference.task)) report(path, { message: `${view.label} reads a result of '${reference.task}', a finally task, too` });
      else if (!names.includes(reference.task)) report(path, { message: `${view.label} reads a result of '${reference.task}', which is not among the tasks${suggestion(reference.task, names)}` });
    }
  }),
};

function expressionsOf(view: PipelineTaskView): { readonly view: PipelineTaskView; readonly expression: string; readonly path: string }[] {
  const { task, path } = view;
  return [
    ...(task.params ?? []).flatMap(({ value }, index) => expressionsInValue(value).map((expression) => ({ view, expression, path: `${path}.params[${index}].value` }))),
    ...(task.when ?? []).flatMap((when, index) => expressionsInWhen(when).map((expression) => ({ view, expression, path: `${path}.when[${index}]` }))),
  ];
}
