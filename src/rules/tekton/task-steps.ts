import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';

export const taskSteps: Rule = {
  id: 'tekton/task-steps',
  severity: 'error',
  stage: 'admission',
  summary: 'a Task has steps',
  reason: 'there is nothing to run',
  source: 'pkg/apis/pipeline/v1/task_validation.go, TaskSpec.Validate',
  fix: 'add at least one step',
  passing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]'),
  failing: exampleOf('Task', 'description: does nothing'),
  check: eachTaskSpec(({ spec, path }, { report }) => {
    if (!spec.steps?.length) report(path, { message: 'the Task has no steps' });
  }),
};
