import { ARTIFACTS_ROOT } from '../../contract/paths';
import { injectedSteps } from '../model/injected-steps';
import type { StepView } from '../model/views';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { compiledTask } from './task-example';

const LATE = '{name: late, image: "node:22", command: [touch, /var/artifacts/outputs/report], volumeMounts: [{name: artifacts, mountPath: /var/artifacts/outputs, subPath: outputs}]}';

export const injectedOrder: Rule = {
  id: 'configuration/injected-order',
  severity: 'error',
  stage: 'run',
  summary: 'fetch-artifacts is the first step, upload-artifacts the last',
  reason: 'a step before the fetch sees no inputs, and could put others in their place; what a step behind the upload writes is not stored',
  source: 'TEP-0139, steps are injected around those of the author; src/lowering/task.ts',
  fix: 'move your step between the two',
  passing: compiledTask(),
  failing: `${compiledTask()}  - ${LATE}\n`,
  check: eachTaskSpec((task, { report }) => {
    const { fetch, upload } = injectedSteps(task);
    const before = fetch ? task.steps.slice(0, fetch.view.index) : [];
    const behind = upload ? task.steps.slice(upload.view.index + 1) : [];
    for (const step of before) report(step.path, { message: `${step.label} stands before ${fetch?.view.label ?? ''}`, ...harm(step) });
    for (const step of behind) report(step.path, { message: `${step.label} stands behind ${upload?.view.label ?? ''}`, ...harm(step) });
  }),
};

/** A step that has nothing to do with artifacts may stand anywhere, though the budget of results was counted without it. */
function harm({ merged }: StepView): { severity?: 'warning' } {
  const touches = (merged.volumeMounts ?? []).some(({ mountPath = '', name }) => mountPath.startsWith(ARTIFACTS_ROOT) || name === 'artifacts');
  return touches ? {} : { severity: 'warning' };
}
