import { suggestion } from '../private/suggestion';
import type { PlainParamSpec } from './plain';
import type { Variable } from './variables';

/**
 * What is wrong with a variable `$(params...)`, or undefined when nothing is.
 *
 * @param owner of the params, for the message: `the task`
 */
export function paramUseProblem(variable: Variable, params: readonly PlainParamSpec[], owner: string): string | undefined {
  const [, first, second] = variable.segments;
  const dotted = variable.segments.slice(1).join('.');
  const param = params.find(({ name }) => name === dotted) ?? params.find(({ name }) => name === first);
  if (!param) return `${owner} declares no param '${first}'${suggestion(first, params.map(({ name }) => name))}`;
  const key = param.name === dotted ? undefined : second;
  const type = param.type ?? 'string';
  if (type === 'object') return objectProblem(param, variable, key);
  if (key !== undefined) return `the param '${param.name}' is ${type === 'array' ? 'an array' : 'a string'} and has no key '${key}'`;
  return type === 'string' && variable.index !== undefined ? `the param '${param.name}' is a string` : undefined;
}

function objectProblem(param: PlainParamSpec, variable: Variable, key: string | undefined): string | undefined {
  if (key === undefined) return variable.index === '*' ? undefined : `the param '${param.name}' is an object, read it by a key or as a whole by '[*]'`;
  if (!param.properties || Object.hasOwn(param.properties, key)) return undefined;
  return `the object param '${param.name}' has no key '${key}'${suggestion(key, Object.keys(param.properties))}`;
}
