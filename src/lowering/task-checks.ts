import { posix } from 'path';
import { ERROR_RESULT } from '../contract/agent-plan';
import { ARTIFACT_NAME_PATTERN, isArtifactName } from '../contract/artifact-name';
import { MEDIA_TYPE_PATTERN } from '../contract/media-types';
import { ARTIFACTS_ROOT } from '../contract/paths';
import { suggestion } from '../private/suggestion';
import { duplicates } from './duplicates';
import { CONDITION_PARAM } from './fetch';
import { FETCH_STEP, GATE_STEP, isReservedVolume, UPLOAD_STEP } from './injected-step';
import { konfluxProblems } from './konflux-checks';
import { checkParamSpecs } from './param-type';
import { textsWithVariables } from './plain';
import type { PlainSidecar, PlainStep } from './plain';
import { INDEX_RESULT, inputResultName, outputResultName } from './result-plan';
import { stepsWithTemplate } from './step-template';
import type { TaskModel } from './task-model';
import { checkTaskVariables } from './task-variables';

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
    ...checkWorkspaces(task, model),
    ...checkScripts(task, model),
    ...checkTaskVariables(model),
  ];
}

/** The compiler adds steps, volumes and results. */
function isChanged(model: TaskModel): boolean {
  return model.inputs.length + model.outputs.length > 0 || model.conditional;
}

function checkSteps(task: string, model: TaskModel): string[] {
  const reserved = isChanged(model) ? [FETCH_STEP, UPLOAD_STEP, GATE_STEP] : [];
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
  const reserved = isChanged(model)
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
    ...[...params, ...inputs].filter((name) => isChanged(model) && name === CONDITION_PARAM).map((name) =>
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

function checkOutput(task: string, model: TaskModel, output: TaskModel['outputs'][number]): string[] {
  const problems: string[] = [];
  const names = model.spec.steps.map(({ name }) => name);
  if (output.step !== undefined && !names.includes(output.step)) {
    problems.push(`${task} names the step '${output.step}' as the one that writes '${output.name}', and has no such step${suggestion(output.step, names)}`);
  }
  if (output.mediaType !== undefined && !MEDIA_TYPE_PATTERN.test(output.mediaType)) {
    problems.push(`${task} has output '${output.name}' with mediaType '${output.mediaType}', expected '<type>/<subtype>' without parameters`);
  }
  if (output.mediaType !== undefined && output.kind === 'directory') {
    problems.push(`${task} has directory output '${output.name}' with a mediaType, a directory is always stored as an archive: remove it`);
  }
  const images = [...model.inputs.filter(({ codec }) => codec !== 'list'), ...model.outputs.filter(({ type }) => type === 'reference')].map(({ name }) => name);
  if (output.attachTo !== undefined && !images.includes(output.attachTo)) {
    problems.push(`${task} attaches output '${output.name}' to '${output.attachTo}', expected an input or a reference output of the Task${suggestion(output.attachTo, images)}`);
  }
  if (output.attachTo !== undefined && (output.storage === 'inline' || output.type === 'reference')) {
    problems.push(`${task} attaches output '${output.name}', which is not stored: drop its storage hint and type`);
  }
  if (output.type === 'reference' && (output.storage || output.always || output.kind === 'directory')) {
    problems.push(`${task} has reference output '${output.name}' with settings of stored content (storage, upload or a directory): remove them`);
  }
  return problems;
}

function checkMounts(task: string, model: TaskModel): string[] {
  const volumes = (model.spec.volumes ?? []).map((volume) => volume.name);
  const usesArtifacts = isChanged(model);
  const containers: readonly (PlainStep | PlainSidecar)[] = [...model.spec.steps, ...model.spec.sidecars ?? []];
  const templateMounts = (model.spec.stepTemplate?.volumeMounts ?? []).map((mount) => ({ owner: 'stepTemplate', mount }));
  const mounts = [...templateMounts, ...containers.flatMap((container) =>
    (container.volumeMounts ?? []).map((mount) => ({ owner: `'${container.name}'`, mount })))];
  return [
    ...duplicates(volumes).map((name) => `${task} has two volumes '${name}', give each its own name`),
    ...volumes.filter((name) => usesArtifacts && isReservedVolume(name)).map((name) =>
      `${task} has volume '${name}', a name the compiler uses: rename it`),
    ...mounts.flatMap(({ owner, mount }) => {
      const path = posix.normalize(mount.mountPath);
      if (under(path, '/tekton') && !under(path, '/tekton/home')) {
        return [`${task} mounts '${mount.name}' at '${mount.mountPath}' in ${owner}, Tekton refuses mounts under /tekton: choose another path`];
      }
      if (usesArtifacts && hidesArtifacts(path)) {
        return [`${task} mounts '${mount.name}' at '${mount.mountPath}' in ${owner}, artifacts live under ${ARTIFACTS_ROOT}: choose another path`];
      }
      if (volumes.includes(mount.name) || mount.name.includes('$(')) return [];
      return [`${task} mounts the volume '${mount.name}' in ${owner} and has no such volume, add it with addVolume()`];
    }),
    ...containers.flatMap((container) => duplicates((container.volumeMounts ?? []).map((mount) => mount.mountPath)).map((path) =>
      `${task} mounts two volumes at '${path}' in '${container.name}', use two paths`)),
  ];
}

function checkWorkspaces(task: string, model: TaskModel): string[] {
  if (!isChanged(model)) return [];
  return (model.spec.workspaces ?? []).filter(({ mountPath }) => typeof mountPath === 'string' && hidesArtifacts(posix.normalize(mountPath))).map((workspace) =>
    `${task} mounts the workspace '${workspace.name}' at '${workspace.mountPath}', artifacts live under ${ARTIFACTS_ROOT}: choose another path`);
}

/** A mount there would lie over artifacts, or under them. */
function hidesArtifacts(path: string): boolean {
  return under(path, ARTIFACTS_ROOT) || under(ARTIFACTS_ROOT, path);
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

/** Tells whether a path is a folder or lies below it. */
function under(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);
}
