import { exampleOf } from '../example';
import { secondsOf } from '../model/words';
import type { Rule } from '../rule';
import type { PipelineRun, TaskRun } from '../schema/tekton-types';

const LONG = 4 * 3600;

const run = (timeout: string): string => exampleOf('TaskRun', `taskRef: {name: build}\n${timeout}`);

export const timeout: Rule = {
  id: 'best-practice/timeout',
  severity: 'info',
  stage: 'none',
  summary: 'a run has a timeout of its own, of at most four hours',
  reason: 'what hangs holds its node, and its credentials are alive; without one the cluster decides, mostly for an hour',
  source: 'https://tekton.dev/docs/pipelines/pipelineruns/#configuring-a-failure-timeout',
  fix: 'set timeouts.pipeline of a PipelineRun, timeout of a TaskRun, a little above what it takes',
  passing: run('timeout: 15m'),
  failing: run(''),
  check: ({ document, report }) => {
    const taskRun = document.decodedAs<TaskRun>('TaskRun')?.spec;
    if (taskRun) check(taskRun.timeout, 'spec.timeout');
    const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
    if (pipelineRun) check(pipelineRun.timeouts?.pipeline ?? pipelineRun.timeouts?.tasks, 'spec.timeouts.pipeline');

    function check(text: string | undefined, path: string): void {
      const seconds = text === undefined ? undefined : secondsOf(text);
      if (text === undefined) report('spec', { message: 'the run has no timeout' });
      else if (seconds === 0) report(path, { message: 'the run has no end', severity: 'warning' });
      else if (seconds !== undefined && seconds > LONG) report(path, { message: `the run may take ${text}` });
    }
  },
};
