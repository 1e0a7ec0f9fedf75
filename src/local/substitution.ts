import type { StringMap } from './manifest';

/**
 * What variables stand for, by name without `$(` and `)`.
 *
 * Source: pkg/substitution of Tekton Pipelines v1.15.0.
 */
export interface Replacements {
  readonly strings: ReadonlyMap<string, string>;
  readonly arrays: ReadonlyMap<string, readonly string[]>;
  readonly objects: ReadonlyMap<string, StringMap>;
}

/** Replacements of strings only. */
export function stringReplacements(entries: StringMap | Iterable<readonly [string, string]>): Replacements {
  const pairs = Symbol.iterator in entries ? (entries as Iterable<readonly [string, string]>) : Object.entries(entries as StringMap);
  return { strings: new Map(pairs), arrays: new Map(), objects: new Map() };
}

/** Merges replacements; of two for one name the later wins. */
export function mergeReplacements(...parts: readonly Replacements[]): Replacements {
  return {
    strings: new Map(parts.flatMap((part) => [...part.strings])),
    arrays: new Map(parts.flatMap((part) => [...part.arrays])),
    objects: new Map(parts.flatMap((part) => [...part.objects])),
  };
}

/**
 * Replaces each `$(name)` that is known, in one pass: a replacement is not looked at again.
 *
 * Unknown variables stay as they are, and nothing escapes one.
 */
export function applyReplacements(text: string, { strings }: Replacements): string {
  return text.replace(/\$\(([^()]*)\)/g, (variable, name: string) => strings.get(name) ?? variable);
}

/** Like {@link applyReplacements}, but text that is nothing but `$(array)` or `$(array[*])` becomes its elements. */
export function applyArrayReplacements(text: string, replacements: Replacements): readonly string[] {
  const name = /^\$\(([^()]*)\)$/.exec(text)?.[1];
  if (name !== undefined) {
    const elements = replacements.arrays.get(name) ?? replacements.arrays.get(name.replace(/\[\*\]$/, ''));
    if (elements) return elements;
  }
  return [applyReplacements(text, replacements)];
}

/** The ways to write a param, property of `params` included: `params.x`, `params["x"]`, `params['x']`. */
export function paramPatterns(name: string): string[] {
  return [`params.${name}`, `params["${name}"]`, `params['${name}']`];
}

const VARIABLE = /\$\([_a-zA-Z0-9.-]+(?:\.[_a-zA-Z0-9.-]+)*(?:\[(?:[0-9]+|\*)\])?\)/g;

/** The variables in a text, without `$(` and `)`. */
export function variablesIn(text: string): string[] {
  return (text.match(VARIABLE) ?? []).map((variable) => variable.slice(2, -1));
}
