import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineTask, eachStep } from '../visit';

const CHOICES = ['continue', 'stopAndFail'];

export const onError: Rule = {
  id: 'tekton/on-error',
  severity: 'error',
  stage: 'admission',
  summary: 'onError is continue or stopAndFail, and a task that continues has no retries',
  reason: 'Tekton knows no other value; a failure that does not matter needs no other try',
  source: 'pkg/apis/pipeline/v1/container_validation.go; pipeline_validation.go, ValidateOnError',
  fix: 'write continue or stopAndFail, or remove retries',
  passing: exampleOf('Task', 'steps: [{name: test, image: busybox, command: [test], onError: continue}]'),
  failing: exampleOf('Task', 'steps: [{name: test, image: busybox, command: [test], onError: ignore}]'),
  check: (context) => {
    steps(context);
    tasks(context);
  },
};

const steps = eachStep(({ merged, label, at }, { report }) => {
  if (isWrong(merged.onError)) report(at('onError'), { message: `${label} has onError '${merged.onError}', expected continue or stopAndFail` });
});

const tasks = eachPipelineTask(({ task, label, path }, { report }) => {
  if (isWrong(task.onError)) report(`${path}.onError`, { message: `${label} has onError '${task.onError}', expected continue or stopAndFail` });
  if (task.onError === 'continue' && (task.retries ?? 0) > 0) {
    report(`${path}.retries`, { message: `${label} has onError continue and retries`, atKey: true });
  }
});

function isWrong(value: string | undefined): boolean {
  return Boolean(value) && !value!.startsWith('$(params') && !CHOICES.includes(value!);
}
