import * as kplus from 'cdk8s-plus-27';
import type { IConstruct } from 'constructs';
import type { Json, PlainObject } from '../lowering/plain';
import { Reference } from '../reference';

/** The plain form of a param's value: references become text, and so do numbers and booleans, as Tekton knows neither. */
export function toJson(value: unknown): Json {
  if (value instanceof Reference) return value.toString();
  if (Array.isArray(value)) return value.map(toJson);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => [key, toJson(item)]));
  }
  return typeof value === 'string' ? value : String(value);
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
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const key of Object.keys(value)) collectReferences((value as PlainObject)[key], found);
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
