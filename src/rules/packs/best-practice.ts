import { deprecated } from '../best-practice/deprecated';
import { duplicateEnv } from '../best-practice/duplicate-env';
import { duplicateObject } from '../best-practice/duplicate-object';
import { extraParam } from '../best-practice/extra-param';
import { failFast } from '../best-practice/fail-fast';
import { resources } from '../best-practice/resources';
import { retry } from '../best-practice/retry';
import { shebang } from '../best-practice/shebang';
import { timeout } from '../best-practice/timeout';
import { triggerParam } from '../best-practice/trigger-param';
import { unreachableTask } from '../best-practice/unreachable-task';
import { unreadInput } from '../best-practice/unread-input';
import { unusedOutput } from '../best-practice/unused-output';
import { unusedParam } from '../best-practice/unused-param';
import { unusedResult } from '../best-practice/unused-result';
import { unusedVolume } from '../best-practice/unused-volume';
import { unusedWorkspace } from '../best-practice/unused-workspace';
import { workspaceRace } from '../best-practice/workspace-race';
import type { Pack } from '../rule';

/** What Tekton accepts and runs, and most people regret. */
export const bestPractice: Pack = {
  name: 'best-practice',
  summary: 'what is accepted and runs, and is regretted later',
  onDemand: true,
  rules: [
    unusedParam, unusedResult, unusedWorkspace, unusedVolume, extraParam, unreachableTask, workspaceRace, failFast, shebang,
    duplicateEnv, duplicateObject, retry, timeout, resources, deprecated, triggerParam,
    unusedOutput, unreadInput,
  ],
};
