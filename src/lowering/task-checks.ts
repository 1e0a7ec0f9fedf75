import { ERROR_RESULT } from '../contract/agent-plan';
import { ARTIFACT_NAME_PATTERN, isArtifactName } from '../contract/artifact-name';
import { duplicates } from './duplicates';
import { CONDITION_PARAM } from './fetch';
import { FETCH_STEP, GATE_STEP, UPLOAD_STEP } from './injected-step';
import { konfluxProblems } from './konflux-checks';
import { checkMounts } from './mount-checks';
import { checkOutput } from './output-checks';
import { checkParamSpecs } from './param-type';
import { textsWithVariables } from './plain';
import type { PlainSidecar } from './plain';
import { INDEX_RESULT, inputResultName, outputResultName } from './result-plan';
import { stepsWithTemplate } from './step-template';
import type { TaskModel } from './task-model';
import { checkTaskVariables } from './task-variables';
import { usesArtifacts } from './uses-artifacts';

/** A step's container is called `step-<name>`, and a container's name has at most 63 letters. */
const STEP_NAME = /^[a-z0-9](?:[-a-z0-9]{0,56}[a-z0-9])?$/;
const PARAM_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const RESULT_NAME = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
/** A sidecar's container is called `sidecar-<name>`. */
const SIDECAR_NAME = /^[a-z0-9](?:[-a-z0-9]{0,53}[a-z0-9])?$/;

/**
 * What is wrong with a Task as its author wrote it: what the webhook would refuse and what would only fail in a run.
 *
 * @returns full sentences, empty when all is well
 */
export function checkTask(model: TaskModel): string[] {
  const task = `task '${model.path}'`;
  if (model.spec.steps.length === 0) return [`${task} has no steps, call addStep() at least once`];
  return [
    ...checkSteps(task, model),
    ...checkSidecars(task, model.spec.sidecars ?? []),
    ...checkNames(task, model),
    ...checkParamSpecs(task, model.spec.params ?? []),
    ...checkKinds(task, model),
    ...model.storage.forKonflux ? konfluxProblems(task, model) : [],
    ...model.outputs.flatMap((output) => checkOutput(task, model, output)),
    ...checkMounts(task, model),
    ...checkScripts(task, model),
    ...checkTaskVariables(model),
  ];
}

function checkSteps(task: string, model: TaskModel): string[] {
  const reserved = usesArtifacts(model) ? [FETCH_STEP, UPLOAD_STEP, GATE_STEP] : [];
  const steps = stepsWithTemplate(model.spec);
  return [
    ...duplicates(steps.map((step) => step.name)).map((name) => `${task} has two steps '${name}', give each its own name`),
    ...steps.flatMap((step) => {
      if (!STEP_NAME.test(step.name)) {
        return [`${task} has step '${step.name}', expected lower-case letters, digits and '-', at most 58: rename it`];
      }
      if (reserved.includes(step.name)) return [`${task} has step '${step.name}', a name the compiler uses: rename it`];
      if (!step.ref && !step.image) return [`${task} has step '${step.name}' without an image, set 'image'`];
      if (step.script !== undefined && step.command) return [`${task} has step '${step.name}' with both script and command (also from the stepTemplate), keep one`];
      return [];
    }),
  ];
}

function checkSidecars(task: string, sidecars: readonly PlainSidecar[]): string[] {
  const names = sidecars.map(({ name }) => name);
  return [
    ...duplicates(names).map((name) => `${task} has two sidecars '${name}', give each its own name`),
    ...names.filter((name) => !SIDECAR_NAME.test(name)).map((name) =>
      `${task} has sidecar '${name}', expected lower-case letters, digits and '-', at most 55: rename it`),
    ...sidecars.filter(({ image }) => !image).map(({ name }) => `${task} has sidecar '${name}' without an image, set 'image'`),
  ];
}

function checkNames(task: string, model: TaskModel): string[] {
  const params = (model.spec.params ?? []).map((param) => param.name);
  const inputs = model.inputs.map((input) => input.name);
  const results = (model.spec.results ?? []).map((result) => result.name);
  const outputs = model.outputs.map(outputResultName);
  const reserved = usesArtifacts(model)
    ? [`${FETCH_STEP}-${ERROR_RESULT}`, `${UPLOAD_STEP}-${ERROR_RESULT}`, INDEX_RESULT, ...model.inputs.map(inputResultName)]
    : [];
  return [
    ...[...model.inputs, ...model.outputs].filter(({ name }) => !isArtifactName(name)).map(({ name }) =>
      `${task} has artifact '${name}', expected a name like ${ARTIFACT_NAME_PATTERN.source}: letters, digits, '-' and '_', no dots`),
    ...params.filter((name) => !PARAM_NAME.test(name)).map((name) => `${task} has param '${name}', expected letters, digits, '_', '-' and '.'`),
    ...results.filter((name) => !RESULT_NAME.test(name)).map((name) => `${task} has result '${name}', expected letters, digits, '-', '_' and '.'`),
    ...inputs.filter((name) => /^[0-9]/.test(name)).map((name) =>
      `${task} has input '${name}', which becomes a param, and a param's name begins with a letter: rename it`),
    ...duplicates([...params, ...inputs]).map((name) =>
      `${task} has both a param and an input '${name}', and an input becomes a param: rename one`),
    ...duplicates([...results, ...outputs]).map((name) =>
      `${task} has two results '${name}', and an output becomes a result: rename one`),
    ...[...params, ...inputs].filter((name) => usesArtifacts(model) && name === CONDITION_PARAM).map((name) =>
      `${task} has the param or input '${name}', a name the compiler uses: rename it`),
    ...[...results, ...outputs].filter((name) => reserved.includes(name)).map((name) =>
      `${task} has the result or output '${name}', a name the compiler uses: rename it`),
    // The upload step has a result for each output beside its own.
    ...outputs.filter((name) => name === ERROR_RESULT).map((name) => `${task} has output '${name}', a name the compiler uses: rename it`),
  ];
}

/** Other languages, plain JavaScript among them, may leave it out. */
function checkKinds(task: string, model: TaskModel): string[] {
  return [...model.inputs, ...model.outputs].filter(({ kind }) => kind !== 'file' && kind !== 'directory').map(({ name, kind }) =>
    `${task} has artifact '${name}' of kind '${String(kind)}', expected ArtifactKind.FILE or ArtifactKind.DIRECTORY`);
}

function checkScripts(task: string, model: TaskModel): string[] {
  if (model.paramsInScripts) return [];
  const found = textsWithVariables(model.spec)
    .filter(({ path }) => /^(?:steps|sidecars)\[\d+\]\.script$/.test(path))
    .flatMap(({ path, text }) => [...text.matchAll(/\$\((?:params|tasks)[.[]([^()\s]*)\)/g)].map(([variable, inner]) => ({ path, variable, inner })));
  return found.map(({ path, variable, inner }) => {
    const name = inner.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '').toUpperCase();
    return `${task} has '${variable}' in ${path}: its value would become part of the program; set `
      + `env: { ${name}: '${variable}' } and read "$${name}" (or allow it by 'unsafeParamsInScripts')`;
  });
}
