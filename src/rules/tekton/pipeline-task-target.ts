import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';

const TARGETS = ['taskRef', 'taskSpec', 'pipelineRef', 'pipelineSpec'] as const;

export const pipelineTaskTarget: Rule = {
  id: 'tekton/pipeline-task-target',
  severity: 'error',
  stage: 'admission',
  summary: 'a task of a Pipeline says by exactly one of taskRef and taskSpec what it runs',
  reason: 'Tekton refuses none and more than one',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validateRefOrSpec, validateEmbeddedOrType',
  fix: 'keep one of taskRef and taskSpec (pipelineRef and pipelineSpec need alpha)',
  passing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: build}]'),
  check: eachPipelineTask(({ task, path, label }, { report }) => {
    const given = TARGETS.filter((field) => task[field] !== undefined);
    if (given.length === 0) report(path, { message: `${label} has neither taskRef nor taskSpec` });
    if (given.length > 1) report(path, { message: `${label} has ${given.join(' and ')}` });
    if (!task.taskSpec?.steps?.length) return;
    for (const field of ['apiVersion', 'kind'] as const) {
      if (task.taskSpec[field]) report(`${path}.taskSpec.${field}`, { message: `${label} has steps and the ${field} of a custom task`, fix: `remove ${field}`, atKey: true });
    }
  }),
};
