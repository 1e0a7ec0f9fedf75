import { EXIT_CODE_VARIABLE, RUN_RESULT } from '../contract/agent-plan';
import { agentStep, GATE_STEP } from './injected-step';
import type { PlainStep, PlainWhen } from './plain';
import type { TaskModel } from './task-model';

/** The user's steps, made ready for an upload that happens although one of them failed. */
export interface AlwaysSteps {
  readonly steps: readonly PlainStep[];
  /** The step whose exit code the upload step raises again. */
  readonly producer?: string;
  readonly problems: readonly string[];
}

/**
 * Lets the upload step run after the producing step failed, and nothing else.
 *
 * The producing step gets `onError: continue`; the upload step raises its exit code again, so that the TaskRun is as
 * red as it was. User steps behind it would run over the failure too, so a gate reads the exit code and they carry a
 * `when` on it. A user's own `onError: continue` means that the failure is no failure: nothing is raised again.
 */
export function uploadAlways(model: TaskModel, steps: readonly PlainStep[]): AlwaysSteps {
  const always = model.outputs.filter((output) => output.always);
  if (always.length === 0) return { steps, problems: [] };
  const names = new Set(always.map((output) => output.step ?? steps[steps.length - 1].name));
  if (names.size > 1) {
    return { steps, problems: [`task '${model.path}' has outputs with upload 'always' from the steps ${[...names].join(', ')}, let one step write them all`] };
  }
  const [producer] = names;
  const at = steps.findIndex((step) => step.name === producer);
  // An unknown step is reported by the checks of the Task.
  if (at < 0 || steps[at].onError === 'continue') return { steps, problems: [] };
  const before = [...steps.slice(0, at), { ...steps[at], onError: 'continue' }];
  const after = steps.slice(at + 1);
  if (after.length === 0) return { steps: before, producer, problems: [] };
  return { steps: [...before, gateStep(model, producer), ...after.map((step) => guarded(step, goAhead(GATE_STEP)))], producer, problems: [] };
}

/** The condition that an injected step said yes. */
export function goAhead(step: string): PlainWhen {
  return { input: `$(steps.${step}.results.${RUN_RESULT})`, operator: 'in', values: ['yes'] };
}

/** A step that runs only when the condition holds, besides its own. */
export function guarded(step: PlainStep, when: PlainWhen): PlainStep {
  return { ...step, when: [...step.when ?? [], when] };
}

function gateStep(model: TaskModel, producer: string): PlainStep {
  return agentStep(model, {
    name: GATE_STEP,
    args: ['gate'],
    env: [{ name: EXIT_CODE_VARIABLE, value: `$(steps.step-${producer}.exitCode.path)` }],
    results: [{ name: RUN_RESULT, type: 'string' }],
  });
}
