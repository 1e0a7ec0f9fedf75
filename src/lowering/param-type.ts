import type { Json, PlainParamSpec } from './plain';

const TYPES = ['string', 'array', 'object'];

/** What is wrong with declared params and their defaults; other languages know neither before the synth. */
export function checkParamSpecs(owner: string, params: readonly PlainParamSpec[]): string[] {
  return params.flatMap((param) => {
    if (param.type !== undefined && !TYPES.includes(param.type)) return [`${owner} has param '${param.name}' of type '${param.type}', expected one of ${TYPES.join(', ')}`];
    // The keys that a default lacks may come from the run.
    const problem = param.default === undefined ? undefined : paramTypeProblem({ ...param, properties: undefined }, param.default as Json);
    return problem ? [`${owner} sets the default of param '${param.name}' ${problem}`] : [];
  });
}

/** What is wrong with a value for a param, or undefined: the end of "sets the param 'x' ...". */
export function paramTypeProblem(param: PlainParamSpec, value: Json): string | undefined {
  const type = param.type ?? 'string';
  if (typeof value === 'string') {
    const whole = /^\$\([^()\s]+\[\*\]\)$/.test(value);
    if (type === 'string') return whole ? `to a whole array or object '${value}', expected a string` : undefined;
    return whole ? undefined : `to a string, expected ${type === 'array' ? 'an array' : 'an object'}`;
  }
  const given = Array.isArray(value) ? 'array' : 'object';
  if (given !== type) return `to an ${given}, expected ${type === 'string' ? 'a string' : `an ${type}`}`;
  const missing = given === 'object'
    ? Object.keys(param.properties ?? {}).filter((key) => !(key in Object(value)) && !(key in Object(param.default ?? {})))
    : [];
  return missing.length ? `without the key '${missing[0]}'` : undefined;
}
