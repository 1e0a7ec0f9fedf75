import type { PlainContainer, PlainEnvironmentVariable, PlainObject, PlainStep, PlainTaskSpec } from './plain';

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
  return { spec: { ...rest, steps: stepsWithTemplate(spec) }, problems };
}

/** The user's steps with what the stepTemplate gives them; steps by reference take nothing over. */
export function stepsWithTemplate({ steps, stepTemplate }: PlainTaskSpec): readonly PlainStep[] {
  return stepTemplate ? steps.map((step) => step.ref ? step : merge(stepTemplate, step)) : steps;
}

/** The lists that are merged item by item, and the field that tells two items apart; other lists are replaced. */
const KEYED_LISTS: { readonly [field: string]: string } = { env: 'name', volumeMounts: 'mountPath', volumeDevices: 'devicePath' };

/**
 * Lays a step over a template as Tekton does: a strategic merge, in which a blank value does not undo the template's.
 *
 * @see MergeStepsWithStepTemplate in pkg/apis/pipeline/v1/merge.go of Tekton Pipelines
 */
function merge(template: PlainContainer, step: PlainStep): PlainStep {
  const own = { ...step, volumeMounts: step.volumeMounts?.map(({ readOnly, ...mount }) => readOnly ? { ...mount, readOnly } : mount) };
  const merged = mergeValues(template, own) as PlainStep;
  if (!merged.env) return merged;
  return { ...merged, env: merged.env.map((variable) => oneSource(variable, step)) };
}

/** Of a value and a valueFrom the step's own wins: a variable has one of them only. */
function oneSource(variable: PlainEnvironmentVariable, step: PlainStep): PlainEnvironmentVariable {
  const own = variable.value && variable.valueFrom ? step.env?.find(({ name }) => name === variable.name) : undefined;
  return own ?? variable;
}

function mergeValues(template: unknown, own: unknown, key?: string): unknown {
  if (isBlank(own)) return template ?? own;
  if (Array.isArray(template) && Array.isArray(own) && key !== undefined) return mergeList(template, own, key);
  if (!isObject(template) || !isObject(own)) return own;
  const merged: { [field: string]: unknown } = {};
  for (const field of new Set([...Object.keys(own), ...Object.keys(template)])) {
    const value = mergeValues(template[field], own[field], KEYED_LISTS[field]);
    if (value !== undefined) merged[field] = value;
  }
  return merged;
}

/** The step's items first, each over the template's of the same key, then the rest of the template. */
function mergeList(template: readonly PlainObject[], own: readonly PlainObject[], key: string): PlainObject[] {
  const over = own.map((item) => mergeValues(template.find((other) => other[key] === item[key]), item) as PlainObject);
  return [...over, ...template.filter((item) => !own.some((other) => other[key] === item[key]))];
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function isObject(value: unknown): value is PlainObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
