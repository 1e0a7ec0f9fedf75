import { isJsonObject, parseJson } from '../contract/json';
import type { StringMap, ValueType } from './manifest';
import { applyReplacements, applyArrayReplacements, type Replacements } from './substitution';

/** A value of a param or result: one of Tekton's three types. */
export type ParamValue = string | readonly string[] | StringMap;

export function isArrayValue(value: ParamValue): value is readonly string[] {
  return Array.isArray(value);
}

export function isObjectValue(value: ParamValue): value is StringMap {
  return typeof value === 'object' && !Array.isArray(value);
}

/** The type of a value. */
export function typeOf(value: ParamValue): ValueType {
  if (typeof value === 'string') return 'string';
  return isArrayValue(value) ? 'array' : 'object';
}

/**
 * Reads a value from a document as Tekton does: lists and maps of strings are arrays and objects, all else is text.
 *
 * `[1, 2]` and `{a: 1}` become strings that hold JSON, `1.50` becomes `1.5`, null the empty string.
 * Source: `UnmarshalJSON` in pkg/apis/pipeline/v1/param_types.go.
 */
export function readValue(value: unknown): ParamValue {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && value.every(isText)) return value.map((item) => item ?? '');
  if (isJsonObject(value) && Object.values(value).every(isText)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, (item as string | null) ?? '']));
  }
  return JSON.stringify(value);
}

/** Reads a value from the bytes that a step wrote, see {@link readValue}. Text that is no JSON is a string. */
export function readResultText(text: string): ParamValue {
  const parsed = parseJson(text);
  if (text.startsWith('[') || text.startsWith('{')) {
    const value = parsed === undefined ? text : readValue(parsed);
    // Tekton keeps the raw bytes where the list or map is not one of strings.
    return typeof value === 'string' ? text : value;
  }
  return typeof parsed === 'string' ? parsed : text;
}

/**
 * Replaces variables in a value; a string that is nothing but a reference takes the type it refers to.
 *
 * Source: `ApplyReplacements` and `applyOrCorrect` in pkg/apis/pipeline/v1/param_types.go.
 */
export function replaceInValue(value: ParamValue, replacements: Replacements): ParamValue {
  if (isArrayValue(value)) return value.flatMap((item) => applyArrayReplacements(item, replacements));
  if (isObjectValue(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, applyReplacements(item, replacements)]));
  }
  const target = exactReference(value);
  if (target !== undefined) {
    const object = replacements.objects.get(target);
    if (object) return object;
    if (replacements.arrays.has(target)) return applyArrayReplacements(value, replacements);
  }
  return applyReplacements(value, replacements);
}

const EXACT_REFERENCE = /^\$\([_a-zA-Z0-9.-]+(?:\.[_a-zA-Z0-9.-]+)*(?:\[(?:[0-9]+|\*)\])?\)$/;

/** What a string that is a single reference refers to, `[*]` left out. */
function exactReference(value: string): string | undefined {
  return EXACT_REFERENCE.test(value) ? value.slice(2, -1).replace(/\[\*\]$/, '') : undefined;
}

function isText(value: unknown): value is string | null {
  return typeof value === 'string' || value === null;
}
