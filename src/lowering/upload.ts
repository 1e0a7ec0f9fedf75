import { planArguments } from '../contract/agent-arguments';
import { EXIT_CODE_VARIABLE, RUN_RESULT, RUN_VARIABLE, TASK_RESULTS } from '../contract/agent-plan';
import type { UploadOutput } from '../contract/agent-plan';
import { outputPath } from './artifact-variables';
import { referenceVariables } from './fetch';
import { FETCH_STEP, OUTPUTS_MOUNT, storeStep, UPLOAD_STEP } from './injected-step';
import type { PlainResult, PlainStep } from './plain';
import { planSettings } from './plan-settings';
import { INDEX_RESULT, referenceResult } from './result-plan';
import type { ResultPlan } from './result-plan';
import type { OutputModel, TaskModel } from './task-model';

/** The last step: stores every output and reports its reference. */
export function uploadStep(model: TaskModel, plan: ResultPlan, producer: string | undefined): PlainStep {
  return storeStep(model, {
    name: UPLOAD_STEP,
    args: ['upload', ...planArguments({
      outputs: model.outputs.map((output) => uploadOutput(output, plan)),
      ...planSettings(model),
      containers: plan.containers,
      results: TASK_RESULTS,
      ...plan.index ? { index: INDEX_RESULT } : {},
    })],
    env: [
      ...producer === undefined ? [] : [{ name: EXIT_CODE_VARIABLE, value: `$(steps.step-${producer}.exitCode.path)` }],
      ...model.inputs.filter((input) => model.outputs.some(({ attachTo }) => attachTo === input.name)).flatMap(referenceVariables),
      ...model.conditional ? [{ name: RUN_VARIABLE, value: `$(steps.${FETCH_STEP}.results.${RUN_RESULT})` }] : [],
    ],
    results: [
      ...plan.index ? [referenceResult(INDEX_RESULT, 'object')] : [],
      ...singleOutputs(model, plan).map((output) => referenceResult(resultOf(output, plan), output.codec)),
    ],
    volumeMounts: [OUTPUTS_MOUNT],
  });
}

/** The task results that surface what the upload step reports. */
export function outputResults(model: TaskModel, plan: ResultPlan): PlainResult[] {
  const surfaced = (name: string) => `$(steps.${UPLOAD_STEP}.results.${name})`;
  const indexed = model.outputs.filter((output) => isIndexed(output, plan)).map((output) => output.name);
  const description = `Index of the outputs ${indexed.join(', ')}`;
  return [
    ...plan.index ? [referenceResult(INDEX_RESULT, 'object', { description, value: surfaced(INDEX_RESULT) })] : [],
    ...singleOutputs(model, plan).map((output) => {
      const name = resultOf(output, plan);
      return referenceResult(name, output.codec, { description: output.description, value: surfaced(name) });
    }),
  ];
}

function singleOutputs(model: TaskModel, plan: ResultPlan): OutputModel[] {
  return model.outputs.filter((output) => !isIndexed(output, plan));
}

function isIndexed(output: OutputModel, plan: ResultPlan): boolean {
  return plan.results.get(output.name)?.selector !== undefined;
}

function resultOf(output: OutputModel, plan: ResultPlan): string {
  return plan.results.get(output.name)?.result ?? output.name;
}

function uploadOutput(output: OutputModel, plan: ResultPlan): UploadOutput {
  const result = resultOf(output, plan);
  return {
    name: output.name,
    ...output.type === 'reference' ? { type: 'reference' as const } : {},
    kind: output.kind,
    path: outputPath(output.name),
    ...output.mediaType ? { mediaType: output.mediaType } : {},
    ...output.storage ? { storage: output.storage } : {},
    ...output.attachTo ? { attachTo: output.attachTo } : {},
    ...output.subject ? { subject: true } : {},
    ...output.optional ? { optional: true } : {},
    ...output.codec === 'string' ? { codec: 'string' as const } : {},
    ...isIndexed(output, plan) ? { indexed: true } : {},
    ...isIndexed(output, plan) || result === output.name ? {} : { result },
  };
}
