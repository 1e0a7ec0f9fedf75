import { listHeader, planArguments, WHEN_HEADER } from '../contract/agent-arguments';
import { inputVariables, RUN_RESULT } from '../contract/agent-plan';
import type { FetchInput } from '../contract/agent-plan';
import { inputPath } from './artifact-variables';
import { FETCH_STEP, INPUTS_MOUNT, storeStep } from './injected-step';
import { compact } from './plain';
import type { PlainEnvironmentVariable, PlainParamSpec, PlainResult, PlainStep, PlainVolumeMount } from './plain';
import { planSettings } from './plan-settings';
import { inputResultName, referenceResult } from './result-plan';
import type { ResultPlan } from './result-plan';
import type { InputModel, TaskModel } from './task-model';

/** The array param by which a PipelineTask passes its condition, see `contract/condition.ts`. */
export const CONDITION_PARAM = 'artifacts-when';

/** The params by which the references of the inputs arrive. */
export function inputParams(inputs: readonly InputModel[]): PlainParamSpec[] {
  // Not compacted as a whole: the default of a list is an empty one.
  return inputs.map((input) => ({ ...compact({ name: input.name, description: input.description }), ...paramType(input) }));
}

function paramType(input: InputModel): Omit<PlainParamSpec, 'name'> {
  switch (input.codec) {
    case 'list':
      return { type: 'array', ...input.optional ? { default: [] } : {} };
    case 'string':
      return { type: 'string', ...input.optional ? { default: '' } : {} };
    default:
      return {
        type: 'object',
        properties: { uri: { type: 'string' }, digest: { type: 'string' } },
        // Both keys: with `default: {}` the text '$(params.x.uri)' would stay.
        ...input.optional ? { default: { uri: '', digest: '' } } : {},
      };
  }
}

/** The param of the condition. */
export function conditionParam(): PlainParamSpec {
  return {
    name: CONDITION_PARAM,
    description: 'When the steps of this Task run; set by Pipelines that run it conditionally',
    type: 'array',
    default: [],
  };
}

/** The first step: fetches and verifies every input before a user's step starts. */
export function fetchStep(model: TaskModel, { recorded, containers }: ResultPlan, directories: readonly PlainVolumeMount[]): PlainStep {
  const lists = model.inputs.filter((input) => input.codec === 'list');
  const sections = [
    ...model.conditional ? [WHEN_HEADER, `$(params.${CONDITION_PARAM}[*])`] : [],
    ...lists.flatMap((input) => [listHeader(input.name), `$(params.${input.name}[*])`]),
  ];
  return storeStep(model, {
    name: FETCH_STEP,
    args: [
      'fetch',
      ...planArguments({
        inputs: model.inputs.map((input) => fetchInput(input, recorded.includes(input))),
        ...planSettings(model),
        ...recorded.length ? { containers } : {},
      }),
      ...sections.length ? ['--', ...sections] : [],
    ],
    env: model.inputs.flatMap(referenceVariables),
    results: [
      ...model.conditional ? [{ name: RUN_RESULT, type: 'string' }] : [],
      ...recorded.map((input) => referenceResult(inputResultName(input), 'object')),
    ],
    volumeMounts: [...model.inputs.length ? [INPUTS_MOUNT] : [], ...directories],
  });
}

/** The task results that tell Tekton Chains which inputs were verified and used. */
export function inputResults({ recorded }: ResultPlan): PlainResult[] {
  return recorded.map((input) => {
    const name = inputResultName(input);
    return referenceResult(name, 'object', { description: `The input ${input.name}, once verified`, value: `$(steps.${FETCH_STEP}.results.${name})` });
  });
}

function fetchInput(input: InputModel, isRecorded: boolean): FetchInput {
  return {
    name: input.name,
    kind: input.kind,
    path: inputPath(input.name),
    ...input.optional ? { optional: true } : {},
    ...input.codec === 'object' ? {} : { codec: input.codec },
    ...input.content ? {} : { content: false },
    ...isRecorded ? { result: inputResultName(input) } : {},
  };
}

/** References travel by env: no value of a param can change the plan in the arguments. */
export function referenceVariables(input: InputModel): PlainEnvironmentVariable[] {
  const names = inputVariables(input.name);
  if (input.codec === 'list') return [];
  if (input.codec === 'string') return [{ name: names.reference, value: `$(params.${input.name})` }];
  return [
    { name: names.uri, value: `$(params.${input.name}.uri)` },
    { name: names.digest, value: `$(params.${input.name}.digest)` },
  ];
}
