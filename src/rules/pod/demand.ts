import { child } from '../model/path';
import { isDecidedElsewhere } from '../model/remote-references';
import { isLabelValue, isQualifiedName } from '../names';

/** Why Kubernetes refuses a value of a Pod. */
export interface PodProblem {
  readonly path: string;
  /** What the container or the volume has, to go on behind `step 'build' has`. */
  readonly message: string;
}

/** What Kubernetes demands of a value that has the right type; nothing of one that is not there, or decided elsewhere. */
export type Demand = (value: unknown, path: string) => readonly PodProblem[];

/** What it demands of an object as a whole: the rest of a sentence, where it is refused. */
export type Rest = (object: Fields) => string | undefined;

/** A decoded object. Empty texts are not there, as in Go. */
export interface Fields {
  readonly [field: string]: unknown;
}

/**
 * A text of which a test says yes.
 *
 * @param what it is. Default: the name of its field
 */
export function text(isRight: (value: string) => boolean, expected: string, what?: string): Demand {
  return (value, path) => typeof value !== 'string' || value === '' || isDecidedElsewhere(value) || isRight(value) ? [] : [wrong(value, path, expected, what)];
}

export function oneOf(...names: readonly string[]): Demand {
  return text((value) => names.includes(value), names.join(', ').replace(/, ([^,]*)$/, ' or $1'));
}

export function between(least: number, most: number): Demand {
  return (value, path) => typeof value !== 'number' || (value >= least && value <= most) ? [] : [wrong(String(value), path, `a number from ${least} to ${most}`)];
}

/** A field that must not be there, with the reason. */
export function absent(reason: string): Demand {
  return (value, path) => (isThere(value) ? [{ path, message: `${nameOf(path)}, ${reason}` }] : []);
}

export const NOT_NEGATIVE = between(0, 2 ** 31 - 1);

export function each(demand: Demand): Demand {
  return (value, path) => (Array.isArray(value) ? value.flatMap((item, index) => demand(item, child(path, index))) : []);
}

/** An object by its fields, those that it must have, and what it must be as a whole. */
export function fields(demands: { readonly [field: string]: Demand }, required: readonly string[] = [], ...rest: readonly Rest[]): Demand {
  return (value, path) => {
    if (typeof value !== 'object' || value === null) return [];
    const object = value as Fields;
    const missing = required.filter((field) => !isThere(object[field]));
    return [
      ...missing.map((field) => ({ path, message: `${nameOf(path)} without ${field}` })),
      ...isDecided(object) ? rest.flatMap((test) => test(object) ?? []).map((message) => ({ path, message })) : [],
      ...Object.entries(demands).flatMap(([field, demand]) => (isThere(object[field]) ? demand(object[field], child(path, field)) : [])),
    ];
  };
}

/** Whether all of its own texts are known: what an object must be as a whole cannot be told otherwise. */
function isDecided(object: Fields): boolean {
  return Object.values(object).every((value) => typeof value !== 'string' || !isDecidedElsewhere(value));
}

export const LABELS: Demand = (value, path) => Object.entries((value ?? {}) as { readonly [key: string]: string })
  .filter(([key, label]) => !(isDecidedElsewhere(key) || isQualifiedName(key)) || !(isDecidedElsewhere(label) || isLabelValue(label)))
  .map(([key, label]) => ({ path, message: `the label '${key}: ${label}', which there cannot be` }));

/** Exactly one of some fields, or at most one. */
export function onlyOne(names: readonly string[], isRequired = true): Rest {
  return (object) => {
    const found = names.filter((name) => isThere(object[name]));
    if (found.length > 1) return `${found.join(' and ')} together, expected one of them`;
    return isRequired && found.length === 0 ? `none of ${names.join(', ')}, expected one of them` : undefined;
  };
}

export function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

function wrong(value: string, path: string, expected: string, what = nameOf(path)): PodProblem {
  return { path, message: `the ${what} '${value}', expected ${expected}` };
}

/** The field that a path ends with. */
function nameOf(path: string): string {
  return /([\w-]+)(?:\[[^\]]*\])?$/.exec(path)?.[1] ?? path;
}
