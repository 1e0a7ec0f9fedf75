import type { InjectedSteps } from '../model/injected-steps';
import { injectedSteps } from '../model/injected-steps';
import type { StepView } from '../model/views';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { compiledTask } from './task-example';

export const injectedArguments: Rule = {
  id: 'configuration/injected-arguments',
  severity: 'error',
  stage: 'run',
  summary: 'the steps fetch-artifacts and upload-artifacts are as the compiler wrote them',
  reason: 'the agent refuses arguments that it does not know (exit code 64); a condition, a script or a stepTemplate would change what it verifies',
  source: 'src/contract/agent-arguments.ts; src/lowering/step-template.ts',
  fix: 'take back the change and synthesize the Task again',
  passing: compiledTask(),
  failing: compiledTask({ settings: '"--configuration=/var/artifacts/config"' }),
  check: eachTaskSpec((task, { report }) => {
    const injected = injectedSteps(task);
    for (const { problem, view } of [injected.fetch, injected.upload].filter((each) => each !== undefined)) {
      if (problem) report(`${view.path}.args`, { message: `${view.label}: ${problem}` });
    }
    const views = viewsOf(injected);
    for (const { step, label, path } of views) {
      if (step.script) report(`${path}.script`, { message: `${label} has a script instead of the agent`, atKey: true });
      if (step.when?.length) report(`${path}.when`, { message: `${label} has a condition: without it there are no verified inputs, or no results`, atKey: true });
      if (step.onError === 'continue') report(`${path}.onError`, { message: `${label} goes on after an error: steps would work with content that was not verified` });
    }
    // The compiler itself mounts volumes by it, for steps by reference.
    const [field] = views.length > 0 ? Object.keys(task.spec.stepTemplate ?? {}).filter((name) => name !== 'volumeMounts') : [];
    if (field) report(`${task.path}.stepTemplate.${field}`, { message: `the ${field} of the stepTemplate reaches the injected steps, too`, fix: 'write it into your own steps', atKey: true });
    const images = new Set(views.map(({ step }) => step.image));
    if (images.size > 1) report(`${views[views.length - 1].path}.image`, { message: `the injected steps have different images: ${[...images].join(', ')}`, severity: 'warning' });
  }),
};

function viewsOf({ fetch, upload, gate }: InjectedSteps): StepView[] {
  return [fetch?.view, gate, upload?.view].filter((view) => view !== undefined);
}
