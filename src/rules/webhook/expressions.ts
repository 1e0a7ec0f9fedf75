import { oncePer } from '../model/once-per';
import { child } from '../model/path';
import type { TextPart } from '../model/place';
import type { PipelineTaskView } from '../model/views';
import type { EnvVar, Param, ParamValue, PipelineTask, Sidecar, Step, WhenExpression } from '../schema/tekton-types';

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

/** A text, and where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly path: string;
}

/** An expression without `$(` and `)`, and where it stands. */
export interface PlacedExpression {
  readonly expression: string;
  /** Of the text that it stands in. */
  readonly path: string;
  readonly within: TextPart;
}

/** The expressions in texts, in their order. */
export function expressionsIn(texts: readonly PlacedText[]): PlacedExpression[] {
  return texts.filter(({ text }) => text.includes('$(')).flatMap(({ text, path }) =>
    [...text.matchAll(EXPRESSION)].map(({ 0: whole, 1: expression, index }) => ({ expression, path, within: { index, text: whole } })));
}

/** The texts that a param's value consists of. */
export function textsOfValue(value: ParamValue | undefined): string[] {
  return placedTextsOfValue(value, '').map(({ text }) => text);
}

/** The same with their places. */
export function placedTextsOfValue(value: ParamValue | undefined, path: string): PlacedText[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return (value as readonly string[]).map((text, index) => ({ text, path: child(path, index) }));
  return Object.entries(value).map(([key, text]) => ({ text, path: child(path, key) }));
}

/** The texts in the values of params, of whatever type. */
export function textsOfParams(params: readonly Param[] | undefined, path: string): PlacedText[] {
  return (params ?? []).flatMap(({ value }, index) => placedTextsOfValue(value, `${child(path, index)}.value`));
}

/** The texts in the values of a matrix. */
export function textsOfMatrix({ matrix }: PipelineTask, path: string): PlacedText[] {
  return [
    ...textsOfParams(matrix?.params, `${path}.params`),
    ...(matrix?.include ?? []).flatMap(({ params }, index) => textsOfParams(params, `${path}.include[${index}].params`)),
  ];
}

/** The texts in a condition. */
export function textsOfWhen({ input = '', cel = '', values = [] }: WhenExpression, path: string): PlacedText[] {
  return [{ text: input, path: `${path}.input` }, { text: cel, path: `${path}.cel` }, ...placedTextsOfValue(values, `${path}.values`)];
}

/** The texts in all conditions of a step or task. */
export function textsOfConditions(when: readonly WhenExpression[] | undefined, path: string): PlacedText[] {
  return (when ?? []).flatMap((condition, index) => textsOfWhen(condition, child(path, index)));
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

/** All expressions in which a task of a Pipeline may refer to results. @see PipelineTaskResultRefs */
export const expressionsOfTask = oncePer(({ task, path }: PipelineTaskView) => expressionsIn([
  ...textsOfParams(task.params, `${path}.params`),
  ...textsOfMatrix(task, `${path}.matrix`),
  ...textsOfConditions(task.when, `${path}.when`),
  ...(task.taskSpec?.steps ?? []).flatMap((step, index) => textsOfContainer(step, `${path}.taskSpec.steps[${index}]`)),
  ...(task.taskSpec?.sidecars ?? []).flatMap((sidecar, index) => textsOfContainer(sidecar, `${path}.taskSpec.sidecars[${index}]`)),
]));

function textsOfContainer(container: Step | Sidecar, path: string): PlacedText[] {
  const fields = (['name', 'image', 'imagePullPolicy', 'script', 'workingDir'] as const).map((field) => ({ text: container[field] ?? '', path: `${path}.${field}` }));
  const { command, args, env = [] } = container;
  return [...fields, ...placedTextsOfValue(command, `${path}.command`), ...placedTextsOfValue(args, `${path}.args`), ...env.flatMap((variable, index) => textsOfEnv(variable, `${path}.env[${index}]`))];
}

function textsOfEnv({ value = '', valueFrom }: EnvVar, path: string): PlacedText[] {
  const references = (['secretKeyRef', 'configMapKeyRef'] as const).flatMap((source) =>
    (['key', 'name'] as const).map((field) => ({ text: valueFrom?.[source]?.[field] ?? '', path: `${path}.valueFrom.${source}.${field}` })));
  return [{ text: value, path: `${path}.value` }, ...references];
}
