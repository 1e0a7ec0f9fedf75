import { parseJson } from '../contract/json';
import { suggestion } from '../private/suggestion';
import { RunInputError } from './errors';
import type { Param, ParamSpec } from './manifest';
import { isArrayValue, isObjectValue, type ParamValue, readValue, typeOf } from './param-value';
import { paramProblem } from './params';

/**
 * The run's params with those that a person asks for over them.
 *
 * @param where for messages: `f.yaml:1: Pipeline 'p'`
 * @throws RunInputError for a param that is missing, not declared or of another type
 */
export function runParams(
  specs: readonly ParamSpec[], given: readonly Param[], asked: { readonly [name: string]: ParamValue }, where: string,
): Param[] {
  const params = new Map(given.map(({ name, value }) => [name, value]));
  for (const [name, value] of Object.entries(asked)) {
    const spec = specs.find((candidate) => candidate.name === name);
    if (!spec) throw new RunInputError(`${where} has no param '${name}'${suggestion(name, specs.map((known) => known.name))}`);
    params.set(name, typed(value, spec, where));
  }
  const list = [...params].map(([name, value]) => ({ name, value }));
  const missing = specs.filter((spec) => spec.default === undefined && !params.has(spec.name)).map(({ name }) => name);
  if (missing.length > 0) throw new RunInputError(`${where} has no value for param ${missing.map((name) => `'${name}'`).join(', ')}, give it with --param ${missing[0]}=<value>`);
  const problem = paramProblem(specs, list);
  if (problem) throw new RunInputError(`${where}: ${problem}`);
  return list;
}

/** Text for an array or object param is JSON, or for an array a list with commas. */
function typed(value: ParamValue, spec: ParamSpec, where: string): ParamValue {
  if (typeOf(value) === spec.type) return value;
  const place = `${where} param '${spec.name}'`;
  if (typeof value !== 'string') throw new RunInputError(`${place} is of type ${spec.type}, not ${typeOf(value)}`);
  const parsed = readValue(parseJson(value) ?? value);
  if (spec.type === 'array') return isArrayValue(parsed) ? parsed : value.split(',');
  if (isObjectValue(parsed)) return parsed;
  throw new RunInputError(`${place} is an object, expected JSON such as --param '${spec.name}={"key":"value"}'`);
}
