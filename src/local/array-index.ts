import type { Param, ParamSpec } from './manifest';
import { isArrayValue } from './param-value';

/** `$(params.x[1])`, in the spellings that Tekton knows. */
const ELEMENT = /\$\(params(?:\.([\w.-]+)|\["([\w./-]+)"\]|\['([\w./-]+)'\])\[(\d+)\]\)/g;

/**
 * What is wrong with the elements of array params that texts refer to, or undefined.
 *
 * Tekton looks at most fields, not at the `when` of steps. Here all texts of the object count.
 * Source: `ValidateOutOfBoundArrayParams` in pkg/reconciler/taskrun/resources/validate_params.go.
 *
 * @param object plain data
 */
export function arrayIndexProblem(specs: readonly ParamSpec[], params: readonly Param[], object: unknown): string | undefined {
  const values = [...specs.map(({ name, default: value }) => [name, value] as const), ...params.map(({ name, value }) => [name, value] as const)];
  const lengths = new Map(values.flatMap(([name, value]) => (value !== undefined && isArrayValue(value) ? [[name, value.length] as const] : [])));
  const references = textsIn(object).flatMap((text) => [...text.matchAll(ELEMENT)]);
  const outside = references.filter(([, dotted, double, single, index]) => Number(index) >= (lengths.get(dotted ?? double ?? single) ?? Infinity));
  if (outside.length === 0) return undefined;
  return `non-existent param references:[${[...new Set(outside.map(([reference]) => reference))].sort().join(' ')}]`;
}

function textsIn(object: unknown): string[] {
  if (typeof object === 'string') return [object];
  return typeof object === 'object' && object !== null ? Object.values(object).flatMap(textsIn) : [];
}
