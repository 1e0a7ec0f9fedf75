import type { PlainContainer, PlainEnvironmentVariable, PlainStep, PlainTaskSpec, PlainVolumeMount } from './plain';

/**
 * Writes the stepTemplate into the user's steps and drops it.
 *
 * Tekton merges it into every step, the injected ones too, where an env or a command of the user would change what
 * they do; a blank value in the step does not undo it. A step by reference cannot take fields of its own, so a
 * template together with one is a problem.
 */
export function flattenStepTemplate(path: string, spec: PlainTaskSpec): { spec: PlainTaskSpec; problems: string[] } {
  const { stepTemplate, ...rest } = spec;
  if (!stepTemplate) return { spec, problems: [] };
  const referenced = spec.steps.find((step) => step.ref);
  const problems = referenced
    ? [`task '${path}' has artifacts, a stepTemplate and the step '${referenced.name}' by reference, `
      + 'which cannot take over the template\'s fields: write them into the other steps instead']
    : [];
  return { spec: { ...rest, steps: spec.steps.map((step) => step.ref ? step : merge(stepTemplate, step)) }, problems };
}

/** Lays a step over a template as Tekton does (a strategic merge): lists by key, objects by key, the rest replaced. */
function merge(template: PlainContainer, step: PlainStep): PlainStep {
  const merged: { [key: string]: unknown } = { ...template, ...step };
  merged.env = mergeList(template.env, step.env, (item: PlainEnvironmentVariable) => item.name);
  merged.volumeMounts = mergeList(template.volumeMounts, step.volumeMounts, (item: PlainVolumeMount) => item.mountPath);
  for (const key of ['securityContext', 'computeResources']) {
    if (isObject(template[key]) && isObject(step[key])) merged[key] = mergeObjects(template[key], step[key]);
  }
  // A script replaces the template's command: Tekton refuses a step that has both.
  if (step.script !== undefined) delete merged.command;
  const kept = Object.entries(merged).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as unknown as PlainStep;
}

function mergeList<T>(template: readonly T[] | undefined, own: readonly T[] | undefined, keyOf: (item: T) => string): readonly T[] | undefined {
  if (!template || !own) return own ?? template;
  const keys = new Set(own.map(keyOf));
  return [...template.filter((item) => !keys.has(keyOf(item))), ...own];
}

function mergeObjects(template: object, own: object): object {
  const merged: { [key: string]: unknown } = { ...template };
  for (const [key, value] of Object.entries(own)) {
    const base = merged[key];
    merged[key] = isObject(base) && isObject(value) ? mergeObjects(base, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
