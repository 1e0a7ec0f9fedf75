import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';

/** What is done twice when it is tried twice. */
const LASTING = /(?:^|-)(?:publish|release|deploy|promote|notify|announce|comment|send|migrate|bump|tag|rollout|merge)(?:-|$)/;

const pipeline = (more: string): string => exampleOf('Pipeline', `tasks: [{name: publish, taskRef: {name: npm-publish}${more}}]`);

export const retry: Rule = {
  id: 'best-practice/retry',
  severity: 'info',
  stage: 'none',
  summary: 'a task that changes something outside is not simply tried again',
  reason: 'Tekton starts all steps anew, whatever the first try has done already: published twice, notified twice, or failed because it is there',
  source: 'https://tekton.dev/docs/pipelines/pipelines/#using-the-retries-field',
  fix: 'remove retries, or acknowledge it where a second time changes nothing',
  passing: pipeline(''),
  failing: pipeline(', retries: 2'),
  check: eachPipelineTask(({ task, label, path }, { report }) => {
    const names = [task.name, task.taskRef?.name].filter((name) => name !== undefined);
    if ((task.retries ?? 0) > 0 && names.some((name) => LASTING.test(name))) {
      report(`${path}.retries`, { message: `${label} is tried ${(task.retries ?? 0) + 1} times`, atKey: true });
    }
  }),
};
