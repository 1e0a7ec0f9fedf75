import type { EnvVar } from '../../rules/schema/tekton-types';
import type { DataCommands } from './data-commands';
import { type ScriptPlace, scriptPlaces } from './shell-places';
import { applyEdits, type TextEdit } from './text-edit';

/** A container's script and what is known about it. */
export interface ScriptOf {
  readonly script: string;
  /** The variables it has already, those of the stepTemplate included. */
  readonly env: readonly EnvVar[];
  /** Tells whether a param is to be moved from a place; what is not told of stays. */
  readonly isMovable: (place: ScriptPlace) => boolean;
  /** Those that take what they are given for data. Default: what is known of the usual ones. */
  readonly commands?: DataCommands;
}

/** A script that reads params by env. */
export interface MovedParams {
  readonly script: string;
  /** What must be added to env. */
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** How the script becomes that. */
  readonly edits: readonly TextEdit[];
}

/**
 * Moves `$(params.x)` from a script for a shell to a variable of its environment.
 *
 * Quotes stay as they are: what was split at blanks still is, so that a param with several flags keeps working.
 *
 * @returns undefined where there is nothing to move
 */
export function paramsToEnv({ script, env, isMovable, commands }: ScriptOf): MovedParams | undefined {
  const places = scriptPlaces(script, env.map(({ name = '' }) => name), commands).filter(isMovable);
  if (places.length === 0) return undefined;
  const names = namesFor(places, script, env);
  const edits = places.map(({ start, end, variable, needsQuotes }) => {
    const text = reference(names.get(variable) ?? '', script[end]);
    return { start, end, text: needsQuotes ? `"${text}"` : text };
  });
  const known = new Set(env.map(({ name }) => name));
  const added = [...names].filter(([, name]) => !known.has(name)).map(([variable, name]) => ({ name, value: `$(${variable})` }));
  return { script: applyEdits(script, edits), env: added, edits };
}

/** A name for each variable, of those that are there already or one that occurs nowhere. */
function namesFor(places: readonly ScriptPlace[], script: string, env: readonly EnvVar[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(env.map(({ name }) => name));
  for (const { variable } of places) {
    if (names.has(variable)) continue;
    const known = env.find(({ name = '', value }) => value === `$(${variable})` && isOnlyRead(name, script))?.name;
    const name = known ?? freeName(variable, (candidate) => taken.has(candidate) || new RegExp(`\\b${candidate}\\b`).test(script));
    taken.add(name);
    names.set(variable, name);
  }
  return names;
}

/** Tells whether a variable occurs as `$NAME` or `${NAME...}` only, so that the script does not change it. */
function isOnlyRead(name: string, script: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !new RegExp(`(?<!\\$|\\$\\{)\\b${name}\\b`).test(script);
}

function freeName(variable: string, isTaken: (name: string) => boolean): string {
  const base = variable.replace(/^params/, 'PARAM').replace(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '').toUpperCase();
  let name = base;
  for (let number = 2; isTaken(name); number += 1) name = `${base}_${number}`;
  return name;
}

function reference(name: string, next: string | undefined): string {
  return next !== undefined && /\w/.test(next) ? `\${${name}}` : `$${name}`;
}
