import type { ResultSpec } from './manifest';
import { isArrayValue, isObjectValue, type ParamValue, replaceInValue, typeOf } from './param-value';
import { variablesInValue } from './result-references';
import type { Result } from './results';
import { mergeReplacements, type Replacements, stringReplacements } from './substitution';

/** What pipeline results are made of. */
export interface TaskOutcomes {
  /** The results of each finished task. */
  readonly results: ReadonlyMap<string, readonly Result[]>;
  /** `Succeeded`, `Failed` or `None` for each task, finally tasks included. */
  readonly status: ReadonlyMap<string, string>;
}

/** The pipeline results that can be had, and the names of those that a successful task should have given but did not. */
export interface PipelineResults {
  readonly results: Result[];
  readonly invalid: string[];
}

/**
 * Makes the results of a Pipeline.
 *
 * A result that refers to a task that failed or was skipped is left out; one missing from a successful task is invalid.
 * Source: `ApplyTaskResultsToPipelineResults` in pkg/reconciler/pipelinerun/resources/apply.go.
 */
export function pipelineResults(specs: readonly ResultSpec[], outcomes: TaskOutcomes): PipelineResults {
  const results: Result[] = [];
  const invalid: string[] = [];
  for (const spec of specs) {
    const variables = variablesInValue(spec.value ?? '');
    if (variables.length === 0) continue;
    const found = variables.map((variable) => resolve(variable, outcomes));
    if (found.includes('invalid')) {
      invalid.push(spec.name);
    } else if (!found.includes('absent')) {
      const value = replaceInValue(spec.value ?? '', mergeReplacements(...found as Replacements[]));
      results.push({ name: spec.name, type: typeOf(value), value });
    }
  }
  return { results, invalid };
}

function resolve(variable: string, outcomes: TaskOutcomes): Replacements | 'absent' | 'invalid' {
  const parts = variable.split('.');
  if ((parts[0] !== 'tasks' && parts[0] !== 'finally') || parts[2] !== 'results' || parts.length < 4 || parts.length > 5) return 'invalid';
  const [, task, , name, key] = parts;
  const result = outcomes.results.get(task)?.find((candidate) => candidate.name === name.replace(/\[[0-9]*\*?\]/, ''));
  if (!result) {
    const status = outcomes.status.get(task);
    return status !== undefined && status !== 'Succeeded' ? 'absent' : 'invalid';
  }
  if (key !== undefined) return property(variable, result.value, key);
  return whole(variable, result.value);
}

function property(variable: string, value: ParamValue, key: string): Replacements | 'invalid' {
  return isObjectValue(value) && key in value ? stringReplacements({ [variable]: value[key] }) : 'invalid';
}

function whole(variable: string, value: ParamValue): Replacements | 'invalid' {
  const name = variable.replace(/\[\*\]$/, '');
  if (isObjectValue(value)) return { ...stringReplacements({}), objects: new Map([[name, value]]) };
  if (!isArrayValue(value)) return stringReplacements({ [variable]: value });
  if (name !== variable) return { ...stringReplacements({}), arrays: new Map([[name, value]]) };
  const element = value[Number(/\[([0-9]+)\]/.exec(variable)?.[1] ?? 0)];
  return element === undefined ? 'invalid' : stringReplacements({ [variable]: element });
}
