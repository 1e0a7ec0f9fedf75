import { exampleOf } from '../example';
import { isDnsLabel, repeated } from '../names';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';

export const pipelineTaskName: Rule = {
  id: 'tekton/pipeline-task-name',
  severity: 'error',
  stage: 'admission',
  summary: 'the names of tasks are DNS labels, unique in tasks and finally together',
  reason: 'they are parts of names and labels of TaskRuns, and variables name them',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, PipelineTaskList.Validate',
  fix: 'use lower-case letters, digits and -, at most 63, and no name twice',
  passing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}]\nfinally: [{name: clean, taskRef: {name: clean}}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}]\nfinally: [{name: build, taskRef: {name: clean}}]'),
  check: eachPipelineSpec(({ tasks, finally: last }, { report }) => {
    const all = [...tasks, ...last];
    for (const { task: { name = '' }, path } of all) {
      if (!isDnsLabel(name)) report(name ? `${path}.name` : path, { message: `the task name '${name}' is no DNS label: expected lower-case letters, digits and '-', at most 63` });
    }
    for (const { item, name } of repeated(all, ({ task }) => task.name)) report(`${item.path}.name`, { message: `two tasks are called '${name}'` });
  }),
};
