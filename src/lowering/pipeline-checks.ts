import { isArtifactName } from '../contract/artifact-name';
import { suggestion } from '../private/suggestion';
import { duplicates } from './duplicates';
import { checkParamSpecs, paramTypeProblem } from './param-type';
import type { PipelineModel, PipelineTaskModel, RunContract } from './pipeline-model';
import { checkStorage } from './storage-checks';

/** A PipelineTask's name is part of a TaskRun's name and of labels. */
const TASK_NAME = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** What is wrong with a Pipeline besides its bindings and variables. */
export function checkPipeline(model: PipelineModel): string[] {
  const pipeline = `pipeline '${model.path}'`;
  const names = model.tasks.map((task) => task.name);
  return [
    ...model.tasks.some((task) => !task.finally) ? [] : [`${pipeline} has no tasks, call addTask() at least once`],
    ...duplicates(names).map((name) => `${pipeline} has two tasks '${name}', give each its own name`),
    ...names.filter((name) => !TASK_NAME.test(name)).map((name) =>
      `${pipeline} has task '${name}', expected lower-case letters, digits and '-', at most 63: rename it`),
    ...[...model.inputs, ...model.outputs].filter(({ name }) => !isArtifactName(name)).map(({ name }) =>
      `${pipeline} has artifact '${name}', expected letters, digits, '-' and '_', no dots`),
    ...model.inputs.filter(({ name }) => /^[0-9]/.test(name)).map(({ name }) =>
      `${pipeline} has input '${name}', which becomes a param, and a param's name begins with a letter: rename it`),
    ...duplicates([...model.params, ...model.inputs].map(({ name }) => name)).map((name) =>
      `${pipeline} has both a param and an input '${name}', and an input becomes a param: rename one`),
    ...checkParamSpecs(pipeline, model.params),
    ...model.tasks.flatMap((task) => checkTask(model, task)),
  ];
}

function checkTask(model: PipelineModel, task: PipelineTaskModel): string[] {
  const named = `task '${task.name}' of pipeline '${model.path}'`;
  return [
    ...namespaceProblem(named, model.namespace, task.contract),
    ...checkInputs(named, task),
    ...checkStorage(named, model, task),
    ...checkParams(named, task),
    ...checkWorkspaces(named, model, task),
    ...checkOrder(named, model, task),
    ...checkFailure(named, task),
  ];
}

/** Names lead to objects of one's own namespace only. */
export function namespaceProblem(named: string, namespace: string | undefined, { label, namespace: other }: RunContract): string[] {
  return namespace === undefined || other === undefined || namespace === other ? [] : [`${named} is in namespace '${namespace}' and runs ${label}, `
    + `which is in namespace '${other}': Tekton looks for it in its own only, put both into one, or set 'embedded: true' there`];
}

function checkInputs(named: string, task: PipelineTaskModel): string[] {
  const bound = task.bindings.map(({ input }) => input);
  return [
    ...task.contract.inputs.filter((input) => !input.optional && !bound.includes(input.name)).map((input) =>
      `${named} leaves the required input '${input.name}' of ${task.contract.label} unbound, pass inputs: { ${input.name}: ... }`),
    ...duplicates(bound).map((name) => `${named} binds the input '${name}' twice, in inputs and in the matrix: keep one`),
  ];
}

/** What is wrong with what a task of a Pipeline passes: the end of a sentence about the task. */
export interface TaskProblem {
  /** Of the param or the workspace. */
  readonly name: string;
  readonly problem: string;
}

function checkParams(named: string, task: PipelineTaskModel): string[] {
  const lists = (task.matrix?.params ?? []).flatMap(({ name, value }) => {
    const problem = paramTypeProblem({ name, type: 'array' }, value);
    return problem ? [`${named} sets the param '${name}' of the matrix ${problem}`] : [];
  });
  return [...taskParamProblems(task).map(({ problem }) => `${named} ${problem}`), ...lists];
}

/** Params that a task of a Pipeline misses, or passes wrongly. */
export function taskParamProblems(task: PipelineTaskModel): TaskProblem[] {
  const { params, label } = task.contract;
  if (!params) return [];
  const matrix = [...task.matrix?.params ?? [], ...(task.matrix?.include ?? []).flatMap((included) => included.params)];
  const given = [...task.params, ...matrix];
  return [
    ...given.filter(({ name }) => !params.some((param) => param.name === name)).map(({ name }) =>
      ({ name, problem: `sets the unknown param '${name}' of ${label}${suggestion(name, params.map((param) => param.name))}` })),
    ...duplicates([...task.params, ...task.matrix?.params ?? []].map(({ name }) => name)).map((name) =>
      ({ name, problem: `sets the param '${name}' twice, in params or in the matrix: keep one` })),
    ...params.filter((param) => param.default === undefined && !given.some(({ name }) => name === param.name)).map(({ name }) =>
      ({ name, problem: `leaves the required param '${name}' of ${label} unset, pass params: { ${name}: ... }` })),
    ...task.params.flatMap(({ name, value }) => {
      const param = params.find((candidate) => candidate.name === name);
      const problem = param && paramTypeProblem(param, value);
      return problem ? [{ name, problem: `sets the param '${name}' of ${label} ${problem}` }] : [];
    }),
  ];
}

function checkWorkspaces(named: string, model: PipelineModel, task: PipelineTaskModel): string[] {
  return taskWorkspaceProblems(model, task).map(({ problem }) => `${named} ${problem}`);
}

/** Workspaces that a task of a Pipeline misses, or binds wrongly. */
export function taskWorkspaceProblems(model: PipelineModel, task: PipelineTaskModel): TaskProblem[] {
  const declared = task.contract.workspaces;
  if (!declared) return [];
  const own = model.workspaces.map(({ name }) => name);
  const missing = declared.filter(({ name, optional }) => !optional && !task.workspaces.some((bound) => bound.name === name) && !own.includes(name));
  return [
    ...missing.map(({ name }) =>
      ({ name, problem: `leaves the workspace '${name}' of ${task.contract.label} unbound, pass workspaces: { ${name}: ... }` })),
    ...task.workspaces.filter(({ name }) => !declared.some((workspace) => workspace.name === name)).map(({ name }) =>
      ({ name, problem: `binds the unknown workspace '${name}' of ${task.contract.label}${suggestion(name, declared.map((workspace) => workspace.name))}` })),
    ...task.workspaces.filter(({ workspace }) => workspace !== undefined && !own.includes(workspace)).map(({ name, workspace }) =>
      ({ name, problem: `uses the workspace '${workspace}', which the Pipeline does not declare${suggestion(String(workspace), own)}` })),
  ];
}

function checkOrder(named: string, model: PipelineModel, task: PipelineTaskModel): string[] {
  if (task.finally && task.runAfter.length) return [`${named} is a finally task with runAfter, which Tekton refuses: remove it`];
  const others = model.tasks.filter((other) => !other.finally && other !== task).map(({ name }) => name);
  return task.runAfter.filter((name) => !others.includes(name)).map((name) =>
    `${named} runs after '${name}', which is no task of this Pipeline${suggestion(name, others)}`);
}

function checkFailure(named: string, task: PipelineTaskModel): string[] {
  const { onError, retries } = task.settings;
  return onError === 'continue' && Number(retries ?? 0) > 0
    ? [`${named} has retries and onError 'continue', which Tekton refuses: keep one, a failure that does not matter needs no other try`]
    : [];
}
