import type { ResultSpec, Step, ValueType } from './manifest';
import { isObjectValue, type ParamValue, readResultText, typeOf } from './param-value';
import { parseStepResultReference } from './result-references';

/** A result of a step or Task. */
export interface Result {
  readonly name: string;
  readonly type: ValueType;
  readonly value: ParamValue;
}

/**
 * Reads what a step wrote for a declared result: text for a string result, JSON for the others.
 *
 * Source: `filterResults` in pkg/pod/status.go.
 */
export function readResult(spec: ResultSpec, text: string): Result {
  const value = spec.type === 'string' ? text : readResultText(text);
  return { name: spec.name, type: typeOf(value), value };
}

/** Results by the last value of each name, in the order in which the names came up. */
export function latestResults(results: readonly Result[]): Result[] {
  return [...new Map(results.map((result) => [result.name, result])).values()];
}

/**
 * The task results that are taken from results of this step: `value: $(steps.<step>.results.<name>)`.
 *
 * Tekton finds them by the names alone: of two task results from one step result the last declared wins.
 * Source: `findStepResultsFetchedByTask` in pkg/pod/status.go.
 */
export function surfacedResults(step: Step, results: readonly Result[], declared: readonly ResultSpec[]): Result[] {
  const wanted = new Map<string, string>();
  for (const { name, value } of declared) {
    if (typeof value !== 'string' || !/^\$\(.*\)$/.test(value)) continue;
    const reference = parseStepResultReference(value.slice(2, -1));
    if (reference && step.name === reference.step) wanted.set(reference.result, name);
  }
  return results.flatMap((result) => {
    const name = wanted.get(result.name);
    return name === undefined ? [] : [{ ...result, name }];
  });
}

/** The results that have the declared type, and what is wrong with the others. Source: `validateTaskRunResults`. */
export function checkResults(results: readonly Result[], declared: readonly ResultSpec[]): { readonly results: Result[]; readonly problem?: string } {
  const types = new Map(declared.map(({ name, type }) => [name, type]));
  const fits = (result: Result): boolean => !types.has(result.name) || types.get(result.name) === result.type;
  const kept = results.filter(fits);
  const mismatched = results.filter((result) => !fits(result));
  if (mismatched.length > 0) return { results: kept, problem: mismatchProblem(mismatched, types) };
  const missing = declared.flatMap((spec) => missingProperties(spec, kept));
  if (missing.length === 0) return { results: kept };
  return { results: kept, problem: `missing keys for these results which are required in TaskResult's properties: ${missing.join(', ')}` };
}

function mismatchProblem(mismatched: readonly Result[], types: ReadonlyMap<string, ValueType>): string {
  const parts = mismatched.map(({ name, type }) => (
    ` "${name}": task result is expected to be "${types.get(name)}" type but was initialized to a different type "${type}"`
  ));
  return `Provided results don't match declared results; may be invalid JSON or missing result declaration: ${parts.sort().join(',')}`;
}

function missingProperties(spec: ResultSpec, results: readonly Result[]): string[] {
  const value = results.find(({ name }) => name === spec.name)?.value;
  if (spec.type !== 'object' || value === undefined || !isObjectValue(value)) return [];
  // Tekton looks only at objects that have some key.
  if (Object.keys(value).length === 0) return [];
  return Object.keys(spec.properties ?? {}).filter((key) => !(key in value)).map((key) => `${spec.name}.${key}`);
}
