import { suggestion } from '../private/suggestion';
import { isConditional } from './bindings';
import { inputParams } from './fetch';
import { paramUseProblem } from './param-use';
import type { PipelineModel, PipelineTaskModel } from './pipeline-model';
import { isDescription, textsWithVariables } from './plain';
import type { PlainObject, PlainResult } from './plain';
import { TASK_CONTEXT } from './task-variables';
import type { VariableProblem } from './task-variables';
import { variablesOf, wholeInTextProblem } from './variables';
import type { Variable } from './variables';

/** What each `$(context...)` of a Pipeline may be: what its Tasks know is left to them. */
const CONTEXT = ['pipelineRun.name', 'pipelineRun.namespace', 'pipelineRun.uid', 'pipeline.name', 'pipelineTask.retries', ...TASK_CONTEXT];

/** The variables of a Pipeline that name what is not there, or that cannot work where they stand, in full sentences. */
export function checkPipelineVariables(model: PipelineModel, spec: PlainObject): string[] {
  return pipelineVariableProblems(model, spec).map(({ path, variable, problem }) =>
    `pipeline '${model.path}' has '${variable}' in ${place(model, path)}: ${problem}`);
}

/** The variables of a Pipeline that name what is not there, or that cannot work where they stand. */
export function pipelineVariableProblems(model: PipelineModel, spec: PlainObject): VariableProblem[] {
  const problems: VariableProblem[] = [];
  for (const { path, text } of textsWithVariables(spec)) {
    // An inline Task is checked by itself; its own params and steps are not the Pipeline's.
    const inline = /\.taskSpec\./.test(path);
    if (isDescription(path)) continue;
    for (const variable of variablesOf(text)) {
      if (inline && variable.segments[0] !== 'tasks') continue;
      const problem = problemOf(model, variable, path);
      if (problem) problems.push({ path, variable: variable.text, start: variable.start, problem });
    }
  }
  return problems;
}

/** `tasks[0].params[1].value` with the name of the task. */
function place(model: PipelineModel, path: string): string {
  const at = /^(tasks|finally)\[(\d+)\]\.?(.*)$/.exec(path);
  if (!at) return path;
  return `${at[3]} of task '${ownerOf(model, path)?.name ?? at[2]}'`;
}

function ownerOf(model: PipelineModel, path: string): PipelineTaskModel | undefined {
  const at = /^(tasks|finally)\[(\d+)\]/.exec(path);
  return at ? model.tasks.filter((task) => task.finally === (at[1] === 'finally'))[Number(at[2])] : undefined;
}

function problemOf(model: PipelineModel, variable: Variable, path: string): string | undefined {
  const inText = wholeInTextProblem(variable);
  if (inText) return inText;
  switch (variable.segments[0]) {
    case 'params': return paramProblem(model, variable);
    case 'tasks': return taskProblem(model, variable, path);
    case 'finally': return path.startsWith('results') ? taskResultProblem(model, variable, true) : 'results of finally tasks reach only the results of the Pipeline: add it by addTask() if others need them';
    case 'workspaces': return workspaceProblem(model, variable);
    case 'context': return isKnownContext(variable) ? undefined : `expected one of ${CONTEXT.map((known) => `$(context.${known})`).join(', ')}`;
    default: return `'${variable.segments[0]}' belongs to a Task, not to a Pipeline`;
  }
}

/** Tells whether a variable is one of `$(context...)` that a Pipeline and the Tasks in it know. */
export function isKnownContext({ segments: [root, ...rest] }: Variable): boolean {
  return root === 'context' && CONTEXT.includes(rest.join('.'));
}

function paramProblem(model: PipelineModel, variable: Variable): string | undefined {
  if (model.embedded) return undefined;
  return paramUseProblem(variable, [...model.params, ...inputParams(model.inputs)], 'the Pipeline');
}

function workspaceProblem(model: PipelineModel, variable: Variable): string | undefined {
  const names = model.workspaces.map(({ name }) => name);
  if (!names.includes(variable.segments[1])) return `the Pipeline declares no workspace '${variable.segments[1]}'${suggestion(variable.segments[1], names)}`;
  return variable.segments[2] === 'bound' ? undefined : "only '.bound' of a workspace is known to a Pipeline";
}

function taskProblem(model: PipelineModel, variable: Variable, path: string): string | undefined {
  const [, name, what] = variable.segments;
  const inFinally = path.startsWith('finally');
  const inResults = path.startsWith('results');
  if (name === 'status' && what === undefined) return inFinally ? undefined : 'the status of all tasks is known to finally tasks only';
  if (what === 'status' || what === 'reason') {
    const task = model.tasks.find((candidate) => candidate.name === name && !candidate.finally);
    if (!task) return unknownTask(model, name);
    return inFinally ? undefined : `the ${what} of a task is known to finally tasks only`;
  }
  if (what === 'outputs') return 'Tekton never substitutes it, bind the output by inputs: { ... }';
  if (what === 'matrix' && variable.segments[variable.segments.length - 1] === 'length') return undefined;
  if (what !== 'results' || variable.segments.length < 4) return "expected '$(tasks.<name>.results.<result>)'";
  const problem = taskResultProblem(model, variable, false);
  if (problem || inResults) return problem;
  const consumer = ownerOf(model, path);
  if (consumer?.name === name) return 'a task cannot read its own results';
  return inFinally ? undefined : missingResultProblem(model, variable);
}

/** A task that decides inside whether its steps run is never skipped, and then its author's own results are missing. */
function missingResultProblem(model: PipelineModel, variable: Variable): string | undefined {
  const [, name, , result] = variable.segments;
  const task = model.tasks.find((candidate) => candidate.name === name);
  if (!task || !isConditional(task) || !task.contract.results?.some((own) => own.name === result)) return undefined;
  return `task '${name}' has a 'when' and outputs that others consume, so it runs without its steps where the condition does not hold, `
    + `and for want of the result '${result}' Tekton would fail the run: write it to an output, or put the condition on its consumers`;
}

function taskResultProblem(model: PipelineModel, variable: Variable, isFinally: boolean): string | undefined {
  const [, name, , ...rest] = variable.segments;
  const task = model.tasks.find((candidate) => candidate.name === name);
  if (!task) return unknownTask(model, name);
  if (task.finally !== isFinally) {
    return isFinally
      ? `'${name}' is no finally task, expected '$(tasks.${name}...'`
      : `'${name}' is a finally task, and its results reach only the results of the Pipeline (as '$(finally.${name}...')`;
  }
  const declared = resultsOf(task);
  if (!declared) return undefined;
  const result = declared.find((candidate) => candidate.name === rest.join('.')) ?? declared.find((candidate) => candidate.name === rest[0]);
  if (!result) return `task '${name}' declares no result '${rest[0]}'${suggestion(rest[0] ?? '', declared.map((candidate) => candidate.name))}`;
  const key = result.name === rest.join('.') ? undefined : rest[1];
  return shapeProblem(task, result, variable, key);
}

function shapeProblem(task: PipelineTaskModel, result: PlainResult, variable: Variable, key: string | undefined): string | undefined {
  const type = result.type ?? 'string';
  if (task.matrix) {
    if (type !== 'string') return `task '${task.name}' runs in a matrix, and only its string results can be collected: declare the result a string`;
    return variable.index === '*' ? undefined : `task '${task.name}' runs in a matrix, read all its results by '[*]'`;
  }
  if (type === 'string') return key === undefined && variable.index === undefined ? undefined : `the result '${result.name}' is a string`;
  if (type === 'array') return variable.index === undefined ? `the result '${result.name}' is an array, read it by '[*]' or an index` : undefined;
  if (key !== undefined) {
    const keys = Object.keys(result.properties ?? {});
    return keys.includes(key) ? undefined : `the object result '${result.name}' has no key '${key}'${suggestion(key, keys)}`;
  }
  return variable.index === '*' ? undefined : `the result '${result.name}' is an object, read it by '[*]' or a key`;
}

/** The results that a task declares, those of its outputs included; undefined when nobody knows. */
function resultsOf(task: PipelineTaskModel): readonly PlainResult[] | undefined {
  if (!task.contract.results) return undefined;
  const outputs = task.contract.outputs.map((output) => ({
    name: task.contract.outputResults.get(output.name)?.result ?? output.name,
    type: output.codec === 'string' ? 'string' : 'object',
    properties: { uri: { type: 'string' }, digest: { type: 'string' } },
  }));
  return [...task.contract.results, ...outputs];
}

function unknownTask(model: PipelineModel, name: string): string {
  return `there is no task '${name}' in this Pipeline${suggestion(name, model.tasks.map((task) => task.name))}`;
}
