import type { ParamValue, PipelineTask, Sidecar, Step, WhenExpression } from '../schema/tekton-types';

/**
 * The expressions between `$(` and `)` by which Tekton finds results.
 *
 * @see pkg/apis/pipeline/v1/resultref.go
 */
const EXPRESSION = /\$\(([_a-zA-Z0-9.-]+(?:\.[_a-zA-Z0-9.-]+)*(?:\[(?:[0-9]+|\*)\])?)\)/g;

/** A reference to a result of another task. */
export interface ResultReference {
  readonly expression: string;
  readonly root: 'tasks' | 'finally';
  readonly task: string;
  readonly result: string;
  /** Of an object result. */
  readonly key?: string;
}

/** The inner texts of all expressions. */
export function expressionsIn(text: string | undefined): string[] {
  return text?.includes('$(') ? [...text.matchAll(EXPRESSION)].map((match) => match[1]) : [];
}

/** The expressions in a param's value, of whatever type. */
export function expressionsInValue(value: ParamValue | undefined): string[] {
  return textsOfValue(value).flatMap(expressionsIn);
}

/** The texts that a param's value consists of. */
export function textsOfValue(value: ParamValue | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? [...value as readonly string[]] : Object.values(value);
}

/** The expressions in a condition. */
export function expressionsInWhen({ input, cel, values = [] }: WhenExpression): string[] {
  return [input, cel, ...values].flatMap(expressionsIn);
}

/** Tells whether an expression is meant to be a result, right or wrong. */
export function looksLikeResult(expression: string): boolean {
  const parts = expression.split('.');
  return parts.length >= 4 && (parts[0] === 'tasks' || parts[0] === 'finally') && parts[2] === 'results';
}

/** The reference in an expression; undefined where it is none, or names too much. */
export function resultReference(expression: string): ResultReference | undefined {
  const parts = expression.split('.');
  if (!looksLikeResult(expression) || parts.length > 5) return undefined;
  const [root, task, , result, key] = parts;
  return { expression, root: root as ResultReference['root'], task, result: key === undefined ? result.replace(/\[(?:[0-9])*\*?\]/g, '') : result, key };
}

/** An expression within a task of a Pipeline, and where it stands. */
export interface PlacedExpression {
  readonly expression: string;
  /** Relative to the task: `params[0].value`. */
  readonly path: string;
}

/** All expressions in which a task of a Pipeline may refer to results. @see PipelineTaskResultRefs */
export function expressionsOfTask(task: PipelineTask): PlacedExpression[] {
  return [
    ...expressionsInParams(task.params, 'params'),
    ...expressionsInParams(task.matrix?.params, 'matrix.params'),
    ...(task.matrix?.include ?? []).flatMap((include, index) => expressionsInParams(include.params, `matrix.include[${index}].params`)),
    ...(task.when ?? []).flatMap((when, index) => expressionsInWhen(when).map((expression) => ({ expression, path: `when[${index}]` }))),
    ...(task.taskSpec?.steps ?? []).flatMap((step, index) => expressionsOfContainer(step).map((expression) => ({ expression, path: `taskSpec.steps[${index}]` }))),
    ...(task.taskSpec?.sidecars ?? []).flatMap((sidecar, index) =>
      expressionsOfContainer(sidecar).map((expression) => ({ expression, path: `taskSpec.sidecars[${index}]` }))),
  ];
}

function expressionsInParams(params: PipelineTask['params'], path: string): PlacedExpression[] {
  return (params ?? []).flatMap(({ value }, index) => expressionsInValue(value).map((expression) => ({ expression, path: `${path}[${index}].value` })));
}

function expressionsOfContainer(container: Step | Sidecar): string[] {
  const sources = (container.env ?? []).flatMap(({ value, valueFrom }) => [
    value, valueFrom?.secretKeyRef?.key, valueFrom?.secretKeyRef?.name, valueFrom?.configMapKeyRef?.key, valueFrom?.configMapKeyRef?.name,
  ]);
  const { name, image, imagePullPolicy, script, workingDir, command = [], args = [] } = container;
  return [name, image, imagePullPolicy, script, workingDir, ...command, ...args, ...sources].flatMap(expressionsIn);
}
