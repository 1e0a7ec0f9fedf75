import type { Param, ParamSpec, StringMap } from './manifest';
import { isArrayValue, isObjectValue, type ParamValue, typeOf } from './param-value';
import { applyReplacements, mergeReplacements, paramPatterns, type Replacements, stringReplacements, variablesIn } from './substitution';

/** Tekton stops resolving defaults that refer to each other at this depth. */
const MAX_REFERENCE_DEPTH = 10;

/**
 * The replacements for given params: `$(params.x)`, `$(params.x[0])`, `$(params.x.key)` in all spellings.
 *
 * Source: `replacementsFromParams` in pkg/reconciler/taskrun/resources/apply.go.
 */
export function paramReplacements(params: readonly Param[]): Replacements {
  return mergeReplacements(...params.map(({ name, value }) => valueReplacements(name, value, paramPatterns(name))));
}

/**
 * The replacements inside a Task: its defaults, overridden by the TaskRun's params; objects key by key.
 *
 * A default that refers to another param sees that param's default alone, never its given value. Of several such
 * references in one default Tekton replaces only the last.
 *
 * Source: `getTaskParameters` in pkg/reconciler/taskrun/resources/apply.go.
 */
export function taskParamReplacements(specs: readonly ParamSpec[], params: readonly Param[]): Replacements {
  const defaults = defaultReplacements(specs);
  const given = mergeReplacements(...params.map(({ name, value }) => valueReplacements(name, value, taskPatterns(name))));
  const objects = new Map([...defaults.objects]);
  for (const [name, object] of given.objects) objects.set(name, { ...objects.get(name), ...object });
  return { ...mergeReplacements(defaults, given), objects };
}

/**
 * The replacements inside a Pipeline: the run's params, then defaults, which may refer to any other param.
 *
 * Source: `ApplyParameters` in pkg/reconciler/pipelinerun/resources/apply.go.
 * @throws Error for a cycle, an unknown param or references deeper than 10
 */
export function pipelineParamReplacements(specs: readonly ParamSpec[], params: readonly Param[]): Replacements {
  const given = new Set(params.map(({ name }) => name));
  const defaults = specs.filter((spec) => spec.default !== undefined && !given.has(spec.name));
  let known = paramReplacements(params);
  const texts = new Map(defaults.filter((spec) => typeof spec.default === 'string').map((spec) => [spec.name, spec.default as string]));
  for (const [name, text] of resolveStrings(texts, known)) {
    known = mergeReplacements(known, valueReplacements(name, text, paramPatterns(name)));
  }
  const rest = defaults.filter((spec) => typeof spec.default !== 'string');
  return rest.reduce((replacements, { name, default: value }) => (
    mergeReplacements(replacements, valueReplacements(name, mapTexts(value as ParamValue, replacements), paramPatterns(name)))
  ), known);
}

/** What is wrong with the params for these declarations, or undefined. Extra params are none of Tekton's concern. */
export function paramProblem(specs: readonly ParamSpec[], params: readonly Param[], matrixNames: readonly string[] = []): string | undefined {
  const given = new Set([...params.map(({ name }) => name), ...matrixNames]);
  const missing = specs.filter((spec) => spec.default === undefined && !given.has(spec.name)).map(({ name }) => name);
  if (missing.length > 0) return `missing values for these params which have no default values: [${missing.join(' ')}]`;
  const wrong = specs.filter((spec) => hasWrongType(spec, params, matrixNames)).map(({ name }) => name);
  if (wrong.length > 0) return `param types don't match the user-specified type: [${wrong.join(' ')}]`;
  const keys = specs.flatMap((spec) => missingKeys(spec, params).map((key) => `${spec.name}.${key}`));
  return keys.length > 0 ? `missing keys for these params which are required in ParamSpec's properties: [${keys.join(' ')}]` : undefined;
}

function taskPatterns(name: string): string[] {
  return [...paramPatterns(name), `inputs.params.${name}`];
}

function valueReplacements(name: string, value: ParamValue, patterns: readonly string[]): Replacements {
  if (isArrayValue(value)) {
    const indexed = patterns.flatMap((pattern) => value.map((item, index) => [`${pattern}[${index}]`, item] as const));
    return { ...stringReplacements(indexed), arrays: new Map(patterns.map((pattern) => [pattern, value])) };
  }
  if (isObjectValue(value)) {
    const keyed = Object.entries(value).map(([key, item]) => [`params.${name}.${key}`, item] as const);
    return { ...stringReplacements(keyed), objects: new Map<string, StringMap>(patterns.map((pattern) => [pattern, value])) };
  }
  return stringReplacements(patterns.map((pattern) => [pattern, value] as const));
}

function defaultReplacements(specs: readonly ParamSpec[]): Replacements {
  const plain = specs.filter((spec) => spec.default !== undefined && !refersToParam(spec.default));
  const known = mergeReplacements(...plain.map((spec) => valueReplacements(spec.name, spec.default as ParamValue, taskPatterns(spec.name))));
  const strings = new Map(known.strings);
  for (const spec of specs.filter(({ default: value }) => value !== undefined && refersToParam(value))) {
    const text = spec.default as string;
    for (const [reference, name] of text.matchAll(/\$\(params\.(.*?)\)/g)) {
      const value = strings.get(`params.${name}`);
      if (value === undefined) continue;
      for (const pattern of taskPatterns(spec.name)) strings.set(pattern, text.split(reference).join(value));
    }
  }
  return { ...known, strings };
}

function refersToParam(value: ParamValue): boolean {
  return typeof value === 'string' && value.includes('$(params.');
}

function resolveStrings(texts: ReadonlyMap<string, string>, known: Replacements): Map<string, string> {
  const resolved = new Map<string, string>();
  const resolve = (name: string, path: readonly string[]): string => {
    const done = resolved.get(name);
    if (done !== undefined) return done;
    if (path.includes(name)) throw new Error(`parameter resolution failed: circular dependency detected in param "${name}"`);
    if (path.length > MAX_REFERENCE_DEPTH) throw new Error(`parameter resolution failed: maximum recursion depth (10) exceeded for param "${name}"`);
    const text = texts.get(name) as string;
    const references = variablesIn(text).filter((variable) => variable.startsWith('params.') && !known.strings.has(variable));
    const found = references.map((variable) => {
      const other = variable.slice('params.'.length);
      if (!texts.has(other)) throw new Error(`parameter resolution failed: param "params.${name}" references undefined param "${variable}"`);
      return [variable, resolve(other, [...path, name])] as const;
    });
    const value = applyReplacements(text, mergeReplacements(known, stringReplacements(found)));
    resolved.set(name, value);
    return value;
  };
  for (const name of texts.keys()) resolve(name, []);
  return resolved;
}

/** Inside the elements of a default only strings are replaced: an array never grows. */
function mapTexts(value: ParamValue, replacements: Replacements): ParamValue {
  if (isArrayValue(value)) return value.map((item) => applyReplacements(item, replacements));
  if (isObjectValue(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, applyReplacements(item, replacements)]));
  return applyReplacements(value, replacements);
}

function hasWrongType(spec: ParamSpec, params: readonly Param[], matrixNames: readonly string[]): boolean {
  if (matrixNames.includes(spec.name) && spec.type !== 'string') return true;
  return params.some(({ name, value }) => {
    if (name !== spec.name || typeOf(value) === spec.type) return false;
    // `$(tasks.x.results.y[*])` is text until the result is known.
    return !(typeof value === 'string' && variablesIn(value).length > 0);
  });
}

/** Tekton looks for missing keys only where some are given, by the default or by the run. */
function missingKeys(spec: ParamSpec, params: readonly Param[]): string[] {
  if (spec.type !== 'object') return [];
  const objects = [spec.default, ...params.filter(({ name }) => name === spec.name).map(({ value }) => value)].filter((value) => value !== undefined);
  const given = new Set(objects.flatMap((value) => (isObjectValue(value) ? Object.keys(value) : [])));
  return given.size === 0 ? [] : Object.keys(spec.properties ?? {}).filter((key) => !given.has(key));
}
