import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { PipelineSpecView, PipelineTaskView } from '../model/views';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';
import type { PlacedExpression } from '../webhook/expressions';
import { expressionsIn, looksLikeResult, placedTextsOfValue, textsOfWhen } from '../webhook/expressions';

export const executionStatus: Rule = {
  id: 'tekton/execution-status',
  severity: 'error',
  stage: 'admission',
  summary: 'only finally tasks read the status of tasks, and of those there are',
  reason: 'until all tasks have ended there is none',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validateExecutionStatusVariables',
  fix: 'move the task to finally, or correct the name of the task it asks for',
  passing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}]\nfinally: [{name: tell, taskRef: {name: tell}, params: [{name: status, value: $(tasks.build.status)}]}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}]\nfinally: [{name: tell, taskRef: {name: tell}, params: [{name: status, value: $(tasks.bulid.status)}]}]'),
  check: eachPipelineTask((view, { report }, pipeline) => {
    for (const expressions of groupsOf(view)) {
      // Where a result is read beside it, Tekton does not look.
      if (expressions.some(({ expression }) => looksLikeResult(expression))) continue;
      for (const { expression, path, within } of expressions) {
        const problem = problemOf(expression, view, pipeline);
        if (problem) report(path, { message: `${view.label} ${problem}`, within });
      }
    }
  }),
};

/** Those of each param and of each condition. */
function groupsOf({ task, path }: PipelineTaskView): (readonly PlacedExpression[])[] {
  return [
    ...(task.params ?? []).map(({ value }, index) => placedTextsOfValue(value, `${path}.params[${index}].value`)),
    ...(task.when ?? []).map((when, index) => textsOfWhen(when, `${path}.when[${index}]`)),
  ].map(expressionsIn);
}

function problemOf(expression: string, { section }: PipelineTaskView, { tasks }: PipelineSpecView): string | undefined {
  if (!expression.startsWith('tasks.') || !/\.(?:status|reason)$/.test(expression)) return undefined;
  if (section === 'tasks') return `reads '$(${expression})', which is known to finally tasks only`;
  if (expression === 'tasks.status') return undefined;
  const names = tasks.map(({ task }) => task.name ?? '');
  // Of two endings Tekton takes the last one away.
  const name = expression.slice('tasks.'.length).replace(/\.(?:status|reason)$/, '');
  return names.includes(name) ? undefined : `reads '$(${expression})', and there is no task '${name}'${suggestion(name, names)}`;
}
