import type { Container, PipelineTask } from './manifest';
import { isArrayValue, isObjectValue, type ParamValue } from './param-value';
import { variablesIn } from './substitution';
import { variablesInWhen } from './when';

/** A reference to a task result: `tasks.<task>.results.<result>`, with `[index]`, `[*]` or `.<property>`. */
export interface ResultReference {
  readonly task: string;
  readonly result: string;
  /** What stands between the brackets: `*` or a number. */
  readonly index?: string;
  readonly property?: string;
}

/** A reference to a step result, see {@link ResultReference}. */
export interface StepResultReference extends Omit<ResultReference, 'task'> {
  readonly step: string;
}

/**
 * Reads a variable as a reference to a task result, or undefined when it is none.
 *
 * Source: `parseExpression` in pkg/internal/resultref/resultref.go; names with dots never match.
 */
function parseResultReference(variable: string): ResultReference | undefined {
  const [head, task] = variable.split('.');
  if (head !== 'tasks' && head !== 'finally') return undefined;
  const rest = parseRest(variable);
  return rest && { task, ...rest };
}

/** Reads a variable as a reference to a step result, or undefined when it is none. */
export function parseStepResultReference(variable: string): StepResultReference | undefined {
  const [head, step] = variable.split('.');
  if (head !== 'steps') return undefined;
  const rest = parseRest(variable);
  return rest && { step, ...rest };
}

/** Everything in a PipelineTask that refers to results: params, matrix, when and the inline Task's steps and sidecars. */
export function resultReferences(task: PipelineTask): ResultReference[] {
  const params = [...task.params ?? [], ...task.matrix?.params ?? [], ...(task.matrix?.include ?? []).flatMap((include) => include.params ?? [])];
  const containers = [...task.taskSpec?.steps ?? [], ...task.taskSpec?.sidecars ?? []];
  return [
    ...params.flatMap(({ value }) => variablesInValue(value)),
    ...variablesInWhen(task.when),
    ...containers.flatMap(variablesInContainer),
  ].flatMap((variable) => parseResultReference(variable) ?? []);
}

/** The variables in a value of any type. */
export function variablesInValue(value: ParamValue): string[] {
  if (isArrayValue(value)) return value.flatMap(variablesIn);
  return isObjectValue(value) ? Object.values(value).flatMap(variablesIn) : variablesIn(value);
}

function parseRest(variable: string): Omit<ResultReference, 'task'> | undefined {
  const parts = variable.split('.');
  if (parts[2] !== 'results') return undefined;
  if (parts.length === 5) return { result: parts[3], property: parts[4] };
  if (parts.length !== 4) return undefined;
  const index = /\[([0-9]*\*?)\]/.exec(parts[3])?.[1];
  return { result: parts[3].replace(/\[[0-9]*\*?\]/g, ''), ...index && { index } };
}

function variablesInContainer(container: Container): string[] {
  const { name, image, script, workingDir, command, args, env } = container;
  const sources = (env ?? []).flatMap(({ value, valueFrom }) => [
    value, valueFrom?.secretKeyRef?.name, valueFrom?.secretKeyRef?.key, valueFrom?.configMapKeyRef?.name, valueFrom?.configMapKeyRef?.key,
  ]);
  return [name, image, script, workingDir, ...command ?? [], ...args ?? [], ...sources].flatMap((text) => variablesIn(text ?? ''));
}
