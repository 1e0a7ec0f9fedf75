import { ERROR_RESULT } from '../contract/agent-plan';
import { rewriteArtifactVariables } from './artifact-variables';
import { conditionParam, fetchStep, inputParams, inputResults } from './fetch';
import { FETCH_STEP, GATE_STEP, injectedVolumes, INPUTS_MOUNT, OUTPUTS_MOUNT, UPLOAD_STEP } from './injected-step';
import { madeDirectories } from './made-directories';
import { compact } from './plain';
import type { PlainResult, PlainStep, PlainTaskSpec, PlainVolumeMount } from './plain';
import { budgetProblems, planResults } from './result-plan';
import { flattenStepTemplate } from './step-template';
import { checkTask } from './task-checks';
import type { LoweredTask, TaskModel } from './task-model';
import { outputResults, uploadStep } from './upload';
import { goAhead, guarded, uploadAlways } from './upload-always';
import { usesArtifacts } from './uses-artifacts';

/**
 * Compiles a Task with declared artifacts to plain Tekton v1.
 *
 * At most one step before the user's and one behind them, and a gate among them where `upload: always` has steps behind it;
 * params and results carry references of a few hundred bytes; no variable of ours remains. Pure: the same model gives the
 * same spec, and mistakes come back as problems.
 */
export function lowerTask(model: TaskModel): LoweredTask {
  const own = checkTask(model);
  const rewritten = rewriteArtifactVariables(model, model.spec);
  const problems = [...own, ...rewritten.problems];
  if (!usesArtifacts(model) || model.spec.steps.length === 0) return { spec: rewritten.spec, problems, outputs: new Map() };
  const flat = flattenStepTemplate(model.path, rewritten.spec);
  const lowered = inject(model, flat.spec);
  return { ...lowered, problems: [...problems, ...flat.problems, ...lowered.problems] };
}

/** Adds the steps that move artifacts, and what they need. */
function inject(model: TaskModel, spec: PlainTaskSpec): LoweredTask {
  const fetches = model.inputs.length > 0 || model.conditional;
  const uploads = model.outputs.length > 0;
  const always = uploadAlways(model, model.conditional ? spec.steps.map((step) => guarded(step, goAhead(FETCH_STEP))) : spec.steps);
  const plan = planResults(model, { ...spec, steps: always.steps }, Number(fetches) + Number(uploads));
  const directories = madeDirectories(model, spec);
  const mounts = [...model.inputs.length ? [INPUTS_MOUNT] : [], ...uploads ? [OUTPUTS_MOUNT] : []];
  const byTemplate = spec.steps.some((step) => step.ref);
  const templateMounts = [...mounts, ...fetches ? [] : directories];
  const steps = [
    ...fetches ? [fetchStep(model, plan, directories)] : [],
    ...userSteps(always.steps, mounts, fetches ? [] : directories, byTemplate),
    ...uploads ? [uploadStep(model, plan, always.producer)] : [],
  ];
  return {
    spec: compact<PlainTaskSpec>({
      ...spec,
      params: [...spec.params ?? [], ...inputParams(model.inputs), ...model.conditional ? [conditionParam()] : []],
      results: [...spec.results ?? [], ...inputResults(plan), ...outputResults(model, plan), ...errorResults(steps)],
      // Only a template reaches a step by reference.
      stepTemplate: byTemplate && templateMounts.length ? { volumeMounts: templateMounts } : undefined,
      steps,
      sidecars: spec.sidecars?.map((sidecar) => ({ ...sidecar, volumeMounts: [...sidecar.volumeMounts ?? [], ...mounts] })),
      volumes: [...spec.volumes ?? [], ...injectedVolumes(model, fetches || uploads)],
    }),
    problems: [...always.problems, ...budgetProblems(model, plan)],
    outputs: plan.results,
  };
}

function userSteps(
  steps: readonly PlainStep[], mounts: readonly PlainVolumeMount[], directories: readonly PlainVolumeMount[], byTemplate: boolean,
): PlainStep[] {
  if (byTemplate) return [...steps];
  return steps.map((step, index) => step.name === GATE_STEP ? step : {
    ...step,
    volumeMounts: [...step.volumeMounts ?? [], ...mounts, ...index === 0 ? directories : []],
  });
}

/** The causes of failures, as task results: the condition of a TaskRun shows only the step and its exit code. */
function errorResults(steps: readonly PlainStep[]): PlainResult[] {
  return steps.filter((step) => step.name === FETCH_STEP || step.name === UPLOAD_STEP).map((step) => ({
    name: `${step.name}-${ERROR_RESULT}`,
    description: `Why ${step.name} failed; unset when it did not`,
    type: 'string',
    value: `$(steps.${step.name}.results.${ERROR_RESULT})`,
  }));
}
