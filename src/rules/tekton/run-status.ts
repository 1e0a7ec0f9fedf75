import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { PipelineRun, TaskRun } from '../schema/tekton-types';
import { stageSinceV1 } from '../webhook/since-v1';

const PIPELINE_RUN = ['Cancelled', 'CancelledRunFinally', 'StoppedRunFinally', 'PipelineRunPending'];
const TASK_RUN = ['TaskRunCancelled', 'TaskRunPending'];

export const runStatus: Rule = {
  id: 'tekton/run-status',
  severity: 'error',
  stage: 'admission',
  summary: 'status, debug and retries of a run have values that Tekton knows',
  reason: 'Tekton refuses others',
  source: 'pkg/apis/pipeline/v1/pipelinerun_validation.go, validateSpecStatus; taskrun_validation.go',
  fix: 'correct the value, or remove the field',
  passing: exampleOf('PipelineRun', 'pipelineRef: {name: build}\nstatus: PipelineRunPending'),
  failing: exampleOf('PipelineRun', 'pipelineRef: {name: build}\nstatus: Pending'),
  check: ({ document, report }) => {
    const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun');
    const status = pipelineRun?.spec?.status;
    if (status && !PIPELINE_RUN.includes(status)) report('spec.status', { message: `the status '${status}' is unknown, expected one of ${PIPELINE_RUN.join(', ')}` });
    if (status === 'PipelineRunPending' && isTime(pipelineRun?.status?.startTime)) report('spec.status', { message: 'a run that has started cannot be pending' });
    const taskRun = document.decodedAs<TaskRun>('TaskRun');
    if (!taskRun) return;
    const { spec = {} } = taskRun;
    if (spec.status && !TASK_RUN.includes(spec.status)) report('spec.status', { message: `the status '${spec.status}' is unknown, expected one of ${TASK_RUN.join(', ')}` });
    if (spec.status === 'TaskRunPending' && isTime(taskRun.status?.startTime)) report('spec.status', { message: 'a run that has started cannot be pending' });
    if (!spec.status && spec.statusMessage) report('spec.statusMessage', { message: 'there is a statusMessage and no status' });
    if ((spec.retries ?? 0) < 0) report('spec.retries', { message: `retries is ${spec.retries}, expected 0 or more`, stage: stageSinceV1(document) });
    const { breakpoints } = spec.debug ?? {};
    if (breakpoints && breakpoints.onFailure !== 'enabled') report('spec.debug.breakpoints', { message: `the breakpoint onFailure is '${breakpoints.onFailure ?? ''}', expected enabled` });
    const steps = breakpoints?.beforeSteps ?? [];
    if (new Set(steps).size < steps.length) report('spec.debug.breakpoints.beforeSteps', { message: 'a step has two breakpoints before it' });
  },
};

/** The beginning of time counts as none. */
function isTime(text: string | undefined): boolean {
  return text !== undefined && !text.startsWith('0001-01-01T00:00:00');
}
