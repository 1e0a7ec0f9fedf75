import * as kplus from 'cdk8s-plus-27';
import type { IConstruct } from 'constructs';
import type { Json, PlainObject, PlainParam } from '../lowering/plain';
import { Reference } from '../reference';

/**
 * The plain form of a param's value: references become text, and so do numbers and booleans, as Tekton knows neither.
 *
 * What a param cannot hold becomes some text: {@link valueProblems} tells of it.
 */
export function toJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(toJson);
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => [key, toJson(item)]));
  }
  return String(value);
}

/** The plain form of params, without those whose value is undefined. */
export function plainParams(params: { readonly [name: string]: unknown } = {}): PlainParam[] {
  return Object.entries(params).filter(([, value]) => value !== undefined).map(([name, value]) => ({ name, value: toJson(value) }));
}

/** What is wrong with the values of params: `sets the param 'x' to ...`. Compilers let any value pass. */
export function valueProblems(params: { readonly [name: string]: unknown } = {}): string[] {
  return Object.entries(params).flatMap(([name, value]) => {
    const problem = value === undefined ? undefined : valueProblem(value);
    return problem ? [`sets the param '${name}' ${problem}`] : [];
  });
}

/** Why a param or a result cannot have a value, or undefined: the end of "sets the param 'x' ...". */
export function valueProblem(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(textProblem).find((problem) => problem !== undefined);
  if (!isPlainObject(value)) return textProblem(value);
  return Object.values(value).filter((item) => item !== undefined).map(textProblem).find((problem) => problem !== undefined);
}

function textProblem(value: unknown): string | undefined {
  const what = otherThanText(value);
  return what && `to ${what}, expected texts, a list or an object of texts, or references such as added.result('...') and added.output('...').uri`;
}

function otherThanText(value: unknown): string | undefined {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value instanceof Reference) return undefined;
  if (Array.isArray(value) || isPlainObject(value)) return 'a list or an object within another one';
  return String(value).startsWith('[object ') ? `an object of class ${value.constructor.name}` : undefined;
}

/** An object of a class is none: it may refer to half of the program. */
function isPlainObject(value: unknown): value is PlainObject {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Every reference in a value, at any depth. */
export function referencesIn(value: unknown): Reference[] {
  const found: Reference[] = [];
  collectReferences(value, found);
  return found;
}

function collectReferences(value: unknown, found: Reference[]): void {
  if (value === null || typeof value !== 'object') return;
  if (value instanceof Reference) {
    found.push(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collectReferences(item, found);
  } else if (isPlainObject(value)) {
    for (const key of Object.keys(value)) collectReferences(value[key], found);
  }
}

/** The references in a value that belong to none of these constructs. */
export function foreignReferences(value: unknown, owners: readonly IConstruct[]): Reference[] {
  return referencesIn(value).filter((reference) => reference._owner && !owners.includes(reference._owner));
}

/** The Kubernetes form of a cdk8s-plus volume. */
export function volumeOf(volume: kplus.Volume): kplus.k8s.Volume {
  // cdk8s-plus keeps this to itself; it is the only way from its value to a manifest.
  return volume._toKube();
}
