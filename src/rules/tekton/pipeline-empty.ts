import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';

export const pipelineEmpty: Rule = {
  id: 'tekton/pipeline-empty',
  severity: 'error',
  stage: 'admission',
  summary: 'a Pipeline has tasks, and a finally section only beside tasks',
  reason: 'there is nothing to run, or nothing to run after',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, PipelineSpec.Validate, validateTasksAndFinallySection',
  fix: 'add at least one task under tasks',
  passing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}]'),
  failing: exampleOf('Pipeline', 'finally: [{name: clean, taskRef: {name: clean}}]'),
  check: eachPipelineSpec(({ spec, path, tasks, finally: last }, { report }) => {
    if (tasks.length > 0) return;
    const isEmpty = Object.values(spec).every((value) => value === '' || (Array.isArray(value) && value.length === 0));
    // A Pipeline that has a description alone is created, and its runs do nothing.
    report(path, { message: `the Pipeline has no tasks${last.length > 0 ? ', and tasks in finally' : ''}`, stage: isEmpty || last.length > 0 ? 'admission' : 'run' });
  }),
};
