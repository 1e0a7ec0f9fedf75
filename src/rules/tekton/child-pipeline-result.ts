import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';
import { expressionsOfTask, resultReference } from '../webhook/expressions';

export const childPipelineResult: Rule = {
  id: 'tekton/child-pipeline-result',
  severity: 'error',
  stage: 'admission',
  summary: 'nobody reads results of a task that is a Pipeline itself',
  reason: 'Tekton does not hand them on yet',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validatePipelineRefResultReferencesDisallowed',
  fix: 'write the tasks into one Pipeline',
  exampleApi: 'alpha',
  passing: exampleOf('Pipeline', 'tasks: [{name: inner, pipelineRef: {name: inner}}, {name: test, taskRef: {name: test}, runAfter: [inner]}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: inner, pipelineRef: {name: inner}}, {name: test, taskRef: {name: test}, params: [{name: x, value: $(tasks.inner.results.x)}]}]'),
  check: eachPipelineTask((task, { report }, pipeline) => {
    const children = new Set(pipeline.tasks.filter((other) => other.task.pipelineRef ?? other.task.pipelineSpec).map((other) => other.task.name));
    if (children.size === 0) return;
    for (const { expression, path, within } of expressionsOfTask(task)) {
      const reference = resultReference(expression);
      if (reference && children.has(reference.task)) report(path, { message: `${task.label} reads a result of '${reference.task}', which is a Pipeline`, within });
    }
  }),
};
