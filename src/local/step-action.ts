import { TaskRunError } from './errors';
import type { Param, ParamSpec, Step, StepActionSpec } from './manifest';
import { taskParamReplacements } from './params';
import { parseStepResultReference } from './result-references';
import { mergeReplacements, paramPatterns, type Replacements, stringReplacements } from './substitution';
import { replaceInParams, replaceInStep } from './task-substitution';

/**
 * Puts a StepAction into the step that refers to it.
 *
 * The step keeps its name, when, onError, timeout and workspaces; the rest comes from the StepAction, whose params
 * see the step's params only.
 * Source: `resolveStepRef` and `applyStepActionParameters` in pkg/reconciler/taskrun/resources.
 *
 * @param taskParams the params of the TaskRun, which the step's params may refer to
 */
export function resolveStepAction(step: Step, action: StepActionSpec, taskParams: Replacements): Step {
  const specs = action.params ?? [];
  const params = replaceInParams(step.params ?? [], taskParams);
  checkParams(step, specs, params);
  const replacements = mergeReplacements(actionParams(specs, params), stepResultParams(specs, params));
  const { params: _specs, results, ...container } = action;
  const filled = replaceInStep(container, replacements);
  const { ref: _ref, params: _params, ...own } = step;
  return {
    ...own,
    image: filled.image,
    workingDir: filled.workingDir,
    ...filled.command?.length && { command: filled.command },
    ...filled.args?.length && { args: filled.args },
    ...filled.script && { script: filled.script },
    ...filled.env && { env: filled.env },
    ...filled.volumeMounts?.length && { volumeMounts: filled.volumeMounts },
    ...results?.length && { results },
  };
}

/** Unlike a Task's, a StepAction's defaults may refer to params that are given. */
function actionParams(specs: readonly ParamSpec[], params: readonly Param[]): Replacements {
  const given = new Set(params.map(({ name }) => name));
  const defaults = specs.flatMap(({ name, default: value }) => (value === undefined || given.has(name) ? [] : [{ name, value }]));
  return defaults.reduce((known, param) => (
    mergeReplacements(known, taskParamReplacements([], replaceInParams([param], known)))
  ), taskParamReplacements(specs, params));
}

/** A param that is a step result stays a reference, which the step resolves when it starts. */
function stepResultParams(specs: readonly ParamSpec[], params: readonly Param[]): Replacements {
  const entries = params.flatMap(({ name, value }): (readonly [string, string])[] => {
    if (typeof value !== 'string' || !value.startsWith('$(steps.')) return [];
    const reference = parseStepResultReference(value.slice(2, -1));
    const spec = specs.find((candidate) => candidate.name === name);
    if (!reference || !spec) return [];
    const result = `steps.${reference.step}.results.${reference.result}`;
    if (spec.type === 'object') {
      return Object.keys(spec.properties ?? {}).map((key) => [`params.${name}.${key}`, `$(${result}.${key})`]);
    }
    if (spec.type === 'array') return paramPatterns(name).map((pattern) => [`${pattern}[*]`, `$(${result}[*])`]);
    return paramPatterns(name).map((pattern) => [pattern, value]);
  });
  return stringReplacements(entries);
}

function checkParams(step: Step, specs: readonly ParamSpec[], params: readonly Param[]): void {
  const missing = specs.find((spec) => spec.default === undefined && !params.some(({ name }) => name === spec.name));
  if (missing) throw new TaskRunError('TaskRunValidationFailed', `step '${step.name}' has no value for param '${missing.name}' of its StepAction`);
  const extra = params.find(({ name }) => !specs.some((spec) => spec.name === name));
  if (extra) throw new TaskRunError('TaskRunValidationFailed', `step '${step.name}' gives param '${extra.name}', which its StepAction does not declare`);
}
