import { isArrayValue, isObjectValue, type ParamValue } from './param-value';
import type { ResultReference } from './result-references';
import { mergeReplacements, type Replacements, stringReplacements } from './substitution';

/** A result that a reference was found to mean. */
export interface ResolvedReference {
  readonly reference: ResultReference;
  readonly value: ParamValue;
}

/**
 * The replacements for references to task results.
 *
 * Source: `getStringReplacements` and its siblings in pkg/reconciler/pipelinerun/resources/resultrefresolution.go.
 */
export function resultReplacements(resolved: readonly ResolvedReference[]): Replacements {
  return mergeReplacements(...resolved.map(({ reference, value }) => oneResult(reference.task, reference.result, value)));
}

function oneResult(task: string, result: string, value: ParamValue): Replacements {
  const names = [`tasks.${task}.results.${result}`, `tasks.${task}.results["${result}"]`, `tasks.${task}.results['${result}']`];
  if (isArrayValue(value)) {
    const indexed = names.flatMap((name) => value.map((item, index) => [`${name}[${index}]`, item] as const));
    return { ...stringReplacements(indexed), arrays: new Map(names.map((name) => [name, value])) };
  }
  if (isObjectValue(value)) {
    const keyed = Object.entries(value).flatMap(([key, item]) => [
      [`${names[0]}.${key}`, item], [`${names[1]}[${key}]`, item], [`${names[2]}[${key}]`, item],
    ] as const);
    return { ...stringReplacements(keyed), objects: new Map(names.map((name) => [name, value])) };
  }
  return stringReplacements(names.map((name) => [name, value] as const));
}

/**
 * The replacements by which results of finished tasks reach an inline Task without a param.
 *
 * Whole objects are not among them. Source: `PropagateResults` in pkg/reconciler/pipelinerun/resources/apply.go.
 */
export function propagatedResults(task: string, results: readonly { readonly name: string; readonly value: ParamValue }[]): Replacements {
  return mergeReplacements(...results.map(({ name, value }) => {
    const key = `tasks.${task}.results.${name}`;
    if (isArrayValue(value)) return { ...stringReplacements({}), arrays: new Map([[key, value]]) };
    if (isObjectValue(value)) return stringReplacements(Object.entries(value).map(([property, item]) => [`${key}.${property}`, item] as const));
    return stringReplacements({ [key]: value });
  }));
}
