import type { FetchPlan, UploadPlan } from '../../contract/agent-plan';
import { ERROR_RESULT_VARIABLE, inputVariables } from '../../contract/agent-plan';
import { PATHS } from '../../contract/paths';
import { UPLOAD_STEP } from '../../lowering/injected-step';
import { injectedSteps } from '../model/injected-steps';
import type { StepView, TaskSpecView } from '../model/views';
import type { Rule, RuleContext } from '../rule';
import { eachTaskSpec } from '../visit';
import { compiledTask } from './task-example';

export const injectedWiring: Rule = {
  id: 'configuration/injected-wiring',
  severity: 'error',
  stage: 'run',
  summary: 'each input of a compiled Task has its param and env, each output its results, and the steps have their volumes',
  reason: 'references travel by env and results: a missing or crossed one loses an artifact, or fetches another one',
  source: 'src/lowering/fetch.ts and upload.ts',
  fix: 'take back the change and synthesize the Task again',
  passing: compiledTask(),
  failing: compiledTask({ fetch: compiledTask().split('\n').find((line) => line.includes('fetch-artifacts'))?.replace('params.app.digest', 'params.app.uri').replace('  - ', '') }),
  check: eachTaskSpec((task, context) => {
    const { fetch, upload } = injectedSteps(task);
    if (fetch?.plan) checkFetch(task, fetch.view, fetch.plan, context);
    if (upload?.plan) checkUpload(task, upload.view, upload.plan, context);
    for (const injected of [fetch, upload].filter((each) => each?.plan !== undefined)) checkStep(injected!.view, context);
  }),
};

function checkFetch({ spec, inline }: TaskSpecView, view: StepView, plan: FetchPlan, { report }: RuleContext): void {
  const params = (spec.params ?? []).map(({ name }) => name);
  for (const { name, codec = 'object' } of plan.inputs) {
    // In a run, params of the run reach an inline Task without a declaration.
    if (!inline && !params.includes(name)) report(view.path, { message: `the input '${name}' has no param to bring its reference` });
    const names = inputVariables(name);
    if (codec === 'string') expectEnv(view, names.reference, `$(params.${name})`, report);
    if (codec !== 'object') continue;
    expectEnv(view, names.uri, `$(params.${name}.uri)`, report);
    expectEnv(view, names.digest, `$(params.${name}.digest)`, report);
  }
}

function expectEnv({ step, path, label }: StepView, name: string, value: string, report: RuleContext['report']): void {
  const index = (step.env ?? []).findIndex((variable) => variable.name === name);
  if (index < 0) report(path, { message: `${label} has no env '${name}', expected the value '${value}'` });
  else if (step.env?.[index].value !== value) report(`${path}.env[${index}].value`, { message: `the env '${name}' is '${step.env?.[index].value ?? ''}', expected '${value}'` });
}

function checkUpload({ spec, path: taskPath }: TaskSpecView, view: StepView, plan: UploadPlan, { report }: RuleContext): void {
  const declared = (view.step.results ?? []).map(({ name }) => name);
  for (const result of resultsOf(plan)) {
    if (!declared.includes(result)) report(`${view.path}.results`, { message: `${view.label} does not declare the result '${result}' that it writes` });
    const surfaced = (spec.results ?? []).some(({ value }) => value === `$(steps.${UPLOAD_STEP}.results.${result})`);
    if (!surfaced) report(`${taskPath}.results`, { message: `no result of the Task takes over '${result}' of ${view.label}: nobody can bind it`, severity: 'warning', atKey: true });
  }
  expectMount(view, PATHS.outputs, report);
}

/** Those of single outputs, and that of the index. */
function resultsOf({ outputs, index }: UploadPlan): string[] {
  return [...outputs.filter(({ indexed }) => !indexed).map(({ name, result }) => result ?? name), ...index ? [index] : []];
}

function checkStep(view: StepView, { report }: RuleContext): void {
  expectMount(view, PATHS.scratch, report);
  if (!(view.step.env ?? []).some(({ name }) => name === ERROR_RESULT_VARIABLE)) {
    report(view.path, { message: `${view.label} has no env '${ERROR_RESULT_VARIABLE}': why it failed would be in its log only`, severity: 'warning' });
  }
}

function expectMount({ merged, path, label }: StepView, mountPath: string, report: RuleContext['report']): void {
  if ((merged.volumeMounts ?? []).some((mount) => mount.mountPath === mountPath)) return;
  report(path, { message: `${label} has no volume at '${mountPath}'` });
}
