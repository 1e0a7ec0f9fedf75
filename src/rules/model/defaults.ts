import type { Param, ParamSpec, PipelineRun, PipelineSpec, PropertySpec, StepAction, Task, TaskResult, TaskRun, TaskSpec } from '../schema/tekton-types';
import type { Mutable } from './mutable';

/**
 * Fills in what Tekton's defaulting webhook fills in before it validates, in place.
 *
 * @see pkg/apis/pipeline/v1/*_defaults.go
 */
export function setDefaults(kind: string, object: object): void {
  switch (kind) {
    case 'Task': return defaultTaskSpec((object as Task).spec);
    case 'Pipeline': return defaultPipelineSpec((object as { readonly spec?: PipelineSpec }).spec);
    case 'TaskRun': return defaultTaskSpec((object as TaskRun).spec?.taskSpec);
    case 'PipelineRun': return defaultPipelineSpec((object as PipelineRun).spec?.pipelineSpec);
    case 'StepAction': return defaultStepAction(object as StepAction);
    default:
  }
}

/** The type of a param's value: of a missing one, Go's empty text. */
export function typeOfValue(value: Param['value']): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? 'array' : 'object';
}

function defaultTaskSpec(spec: TaskSpec | undefined): void {
  for (const param of spec?.params ?? []) defaultParam(param);
  for (const result of spec?.results ?? []) defaultResult(result);
}

function defaultStepAction({ spec }: StepAction): void {
  for (const param of spec?.params ?? []) defaultParam(param);
  for (const result of spec?.results ?? []) defaultResult(result);
}

/** An inline Pipeline inside a Pipeline is left as it is, by Tekton too. */
function defaultPipelineSpec(spec: PipelineSpec | undefined): void {
  for (const param of spec?.params ?? []) defaultParam(param);
  for (const task of [...spec?.tasks ?? [], ...spec?.finally ?? []]) {
    const ref = task.taskRef as Mutable<NonNullable<typeof task.taskRef>> | undefined;
    if (ref && !ref.kind && !ref.resolver) ref.kind = 'Task';
    defaultTaskSpec(task.taskSpec);
  }
}

function defaultParam(param: Mutable<ParamSpec>): void {
  if (!param.type) {
    if (param.properties) param.type = 'object';
    else param.type = param.default === undefined ? 'string' : typeOfValue(param.default);
  }
  defaultProperties(param.properties);
}

function defaultResult(result: Mutable<TaskResult>): void {
  if (!result.type) result.type = result.properties ? 'object' : 'string';
  defaultProperties(result.properties);
}

function defaultProperties(properties: { readonly [key: string]: PropertySpec } | undefined): void {
  for (const property of Object.values(properties ?? {}) as Mutable<PropertySpec>[]) property.type ||= 'string';
}
