import { exampleOf } from '../example';
import { secondsOf } from '../model/words';
import type { Rule, RuleContext } from '../rule';
import type { PipelineRun, TaskRun } from '../schema/tekton-types';
import { eachPipelineTask, eachStep } from '../visit';

export const timeout: Rule = {
  id: 'tekton/timeout',
  severity: 'error',
  stage: 'admission',
  summary: 'timeouts and retries are not negative, timeouts are below 45 years, and those of parts fit into that of the whole',
  reason: 'Tekton refuses others, in the tasks of a Pipeline when they are to run; half as much more is the deadline of the Pod, which has 31 bits; 0 means none',
  source: 'pkg/apis/pipeline/v1/pipelinerun_validation.go, validatePipelineTimeout',
  fix: 'make tasks and finally together no longer than pipeline, which is 1h where it is not set',
  passing: exampleOf('PipelineRun', 'pipelineRef: {name: build}\ntimeouts: {pipeline: 1h, tasks: 50m, finally: 10m}'),
  failing: exampleOf('PipelineRun', 'pipelineRef: {name: build}\ntimeouts: {pipeline: 1h, tasks: 50m, finally: 20m}'),
  check: (context) => {
    steps(context);
    pipelineTasks(context);
    const taskRun = context.document.decodedAs<TaskRun>('TaskRun');
    checkLongest(taskRun?.spec?.timeout, 'spec.timeout', context);
    if (isNegative(taskRun?.spec?.timeout)) context.report('spec.timeout', { message: `the timeout '${taskRun?.spec?.timeout}' is negative` });
    const pipelineRun = context.document.decodedAs<PipelineRun>('PipelineRun');
    if (pipelineRun?.spec) checkRun(pipelineRun.spec, context);
  },
};

const steps = eachStep(({ merged, label, at }, { report }) => {
  if (isNegative(merged.timeout)) report(at('timeout'), { message: `${label} has the negative timeout '${merged.timeout}'` });
});

/** The webhook looks only at what becomes of them, when it is too late. */
const pipelineTasks = eachPipelineTask(({ task: { timeout: own, retries = 0 }, path, label }, context) => {
  checkLongest(own, `${path}.timeout`, context);
  if (isNegative(own)) context.report(`${path}.timeout`, { message: `${label} has the negative timeout '${own}'`, stage: 'run' });
  if (retries < 0) context.report(`${path}.retries`, { message: `${label} has the negative number of retries ${retries}`, fix: 'set 0 or more', stage: 'run' });
});

/** In seconds: activeDeadlineSeconds of the Pod is half as much more, with 31 bits. @see pkg/pod/pod.go */
const LONGEST = (2 ** 31 - 1) / 1.5;

function checkLongest(text: string | undefined, path: string, { report }: RuleContext): void {
  if ((seconds(text) ?? 0) > LONGEST) report(path, { message: `the timeout '${text ?? ''}' is longer than a Pod can have, 397682h`, fix: "shorten it, or set '0' for none", stage: 'run' });
}

/** Of a run that says nothing, in seconds. */
const DEFAULT = 3600;

function checkRun({ timeouts, taskRunSpecs = [] }: NonNullable<PipelineRun['spec']>, { document, report }: RuleContext): void {
  const { pipeline, tasks, finally: last } = timeouts ?? {};
  for (const [field, value] of Object.entries({ pipeline, tasks, finally: last })) {
    if (isNegative(value)) report(`spec.timeouts.${field}`, { message: `the timeout '${value}' is negative` });
  }
  const whole = seconds(pipeline) ?? DEFAULT;
  const limit = pipeline === undefined ? 'the hour that a PipelineRun has by default' : `the '${pipeline}' of the whole`;
  for (const [field, value] of Object.entries({ tasks, finally: last })) {
    if (exceeds(seconds(value), whole)) report(`spec.timeouts.${field}`, { message: `the timeout '${value}' is longer than ${limit}` });
  }
  // Tekton adds them up even where the whole has no limit.
  if (timeouts && tasks !== undefined && last !== undefined && (seconds(tasks) ?? 0) + (seconds(last) ?? 0) > whole) {
    report('spec.timeouts', { message: `the timeouts of tasks ('${tasks}') and finally ('${last}') are together longer than ${limit}` });
  }
  // The webhook of v1beta1 compares with timeouts only: it takes an hour for the whole, whatever the old field says.
  const perTask = seconds(tasks) ?? (document.writtenPath('spec.timeouts.pipeline') === 'spec.timeout' ? DEFAULT : whole);
  taskRunSpecs.forEach((spec, index) => {
    if (spec.timeout === undefined) return;
    const own = seconds(spec.timeout) ?? 0;
    if (own < 0 || perTask < 0 || (perTask !== 0 && own > perTask)) {
      report(`spec.taskRunSpecs[${index}].timeout`, { message: `the timeout '${spec.timeout}' of task '${spec.pipelineTaskName ?? ''}' is negative, or longer than that of all tasks` });
    }
  });
}

function exceeds(part: number | undefined, whole: number): boolean {
  return part !== undefined && whole !== 0 && (part > whole || part === 0);
}

function seconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : secondsOf(text);
}

function isNegative(text: string | undefined): boolean {
  return (seconds(text) ?? 0) < 0;
}
