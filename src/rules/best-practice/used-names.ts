import { isDescription, textsWithVariables } from '../../lowering/plain';
import { variablesOf } from '../../lowering/variables';
import type { TaskSpec } from '../schema/tekton-types';

/**
 * The names that variables with a prefix have in the texts of an object: of `$(params.app.uri)` under `params`, `app` and
 * `app.uri`, since names may have dots.
 */
export function usedNames(object: object, prefix: string): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { text, path } of textsWithVariables(object)) {
    if (isDescription(path)) continue;
    for (const { segments } of variablesOf(text)) {
      // $(inputs.params.x) is how params were called once.
      const names = segments[0] === 'inputs' && segments[1] === prefix ? segments.slice(2) : segments[0] === prefix ? segments.slice(1) : [];
      names.forEach((_, index) => used.add(names.slice(0, index + 1).join('.')));
    }
  }
  return used;
}

/** Tells whether a whole program, or a line of one, is a param: what it uses nobody can see. */
export function hasForeignProgram({ steps = [], sidecars = [] }: TaskSpec): boolean {
  return [...steps, ...sidecars].some(({ script = '' }) => /^(?:\s*eval)?\s*["']?\$\(params[.[][^()]*\)["']?\s*$/m.test(script));
}
