import type { Container, Step } from './manifest';

/**
 * Merges a stepTemplate into steps as Kubernetes' strategic merge does: lists with a key by that key, other lists whole.
 *
 * An empty string in a step does not blank what the template sets.
 * Source: `MergeStepsWithStepTemplate` in pkg/apis/pipeline/v1/merge.go.
 */
export function mergeStepTemplate(steps: readonly Step[], template: Container | undefined): readonly Step[] {
  return template ? steps.map((step) => mergeStep(step, template)) : steps;
}

function mergeStep(step: Step, template: Container): Step {
  return {
    ...step,
    image: step.image || template.image,
    workingDir: step.workingDir || template.workingDir,
    command: step.command?.length ? step.command : template.command,
    args: step.args ?? template.args,
    env: mergeBy(template.env, step.env, 'name'),
    envFrom: step.envFrom ?? template.envFrom,
    volumeMounts: mergeBy(template.volumeMounts, step.volumeMounts, 'mountPath'),
  };
}

/** The items of both lists; of two with one key the fields of the second that are not blank win. */
function mergeBy<T extends object>(base: readonly T[] | undefined, patch: readonly T[] | undefined, key: keyof T): readonly T[] {
  const merged = new Map((base ?? []).map((item) => [item[key], item]));
  for (const item of patch ?? []) merged.set(item[key], mergeItem(merged.get(item[key]), item));
  return [...merged.values()];
}

function mergeItem<T extends object>(base: T | undefined, patch: T): T {
  if (!base) return patch;
  // A variable has either a value or a source: the step's own kind replaces the template's.
  if ('valueFrom' in patch || ('valueFrom' in base && 'value' in patch && patch.value !== '')) return patch;
  const set = Object.entries(patch).filter(([, value]) => value !== '' && value !== undefined);
  return { ...base, ...Object.fromEntries(set) };
}
