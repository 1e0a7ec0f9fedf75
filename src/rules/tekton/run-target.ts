import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { PipelineRun, TaskRun } from '../schema/tekton-types';

export const runTarget: Rule = {
  id: 'tekton/run-target',
  severity: 'error',
  stage: 'admission',
  summary: 'a run says by exactly one of a reference and an inline spec what it runs',
  reason: 'Tekton refuses none and both',
  source: 'pkg/apis/pipeline/v1/taskrun_validation.go, pipelinerun_validation.go',
  fix: 'keep one of them',
  passing: exampleOf('TaskRun', 'taskRef: {name: build}'),
  failing: exampleOf('TaskRun', 'params: [{name: target, value: release}]'),
  check: ({ document, report }) => {
    const taskRun = document.decodedAs<TaskRun>('TaskRun');
    if (taskRun) {
      const { taskRef, taskSpec } = taskRun.spec ?? {};
      if (!taskRef && !taskSpec) report('spec', { message: 'the TaskRun has neither taskRef nor taskSpec' });
      if (taskRef && taskSpec) report('spec', { message: 'the TaskRun has taskRef and taskSpec' });
    }
    const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun');
    if (pipelineRun) {
      const { pipelineRef, pipelineSpec } = pipelineRun.spec ?? {};
      if (!pipelineRef && !pipelineSpec) report('spec', { message: 'the PipelineRun has neither pipelineRef nor pipelineSpec' });
      if (pipelineRef && pipelineSpec) report('spec', { message: 'the PipelineRun has pipelineRef and pipelineSpec' });
    }
  },
};
