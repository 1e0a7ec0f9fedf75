import { suggestion } from '../private/suggestion';
import { inputParams } from './fetch';
import { paramUseProblem } from './param-use';
import { isDescription, textsWithVariables } from './plain';
import type { PlainParamSpec } from './plain';
import type { TaskModel } from './task-model';
import { variablesOf, wholeInTextProblem } from './variables';
import type { Variable } from './variables';

/** What each `$(context...)` of a Task may be; those of a Pipeline are never substituted in a referenced Task. */
export const TASK_CONTEXT = ['taskRun.name', 'taskRun.namespace', 'taskRun.uid', 'task.name', 'task.retry-count'];

/** What Tekton appends to a workspace's name. */
const WORKSPACE_FIELDS = ['path', 'bound', 'claim', 'volume'];

/** What a step has besides results; its artifacts need an alpha flag of Tekton. */
const STEP_FIELDS = ['exitCode', 'inputs', 'outputs'];

/** Fields that hold one text, where Tekton refuses a whole array or object. */
const TEXT_FIELD = /\.(?:env\[\d+\]\.value|image|workingDir)$/;

/** What is known of a Task when its variables are checked. */
export interface TaskVariableModel extends Pick<TaskModel, 'spec' | 'inputs' | 'embedded'> {
  /** All params that it can use. Default: its own and its inputs; none is checked in an embedded one. */
  readonly params?: readonly PlainParamSpec[];
}

/** A variable that cannot work where it stands. */
export interface VariableProblem {
  /** Within the spec. */
  readonly path: string;
  /** As it stands. */
  readonly variable: string;
  /** Where it begins in its text. */
  readonly start: number;
  readonly problem: string;
}

/** The variables of a Task that name what is not there, in full sentences. */
export function checkTaskVariables(model: TaskModel): string[] {
  return taskVariableProblems(model).map(({ path, variable, problem }) => `task '${model.path}' has '${variable}' in ${path}: ${problem}`);
}

/** The variables of a Task that name what is not there. Tekton lets many of them pass and leaves them as text. */
export function taskVariableProblems(model: TaskVariableModel): VariableProblem[] {
  const problems: VariableProblem[] = [];
  for (const { path, text } of textsWithVariables(model.spec)) {
    if (isDescription(path)) continue;
    for (const variable of variablesOf(text)) {
      const problem = problemOf(model, variable, path);
      if (problem) problems.push({ path, variable: variable.text, start: variable.start, problem });
    }
  }
  return problems;
}

function problemOf(model: TaskVariableModel, variable: Variable, path: string): string | undefined {
  const inText = wholeInTextProblem(variable);
  if (inText) return inText;
  if (variable.index === '*' && TEXT_FIELD.test(path)) return "a whole array or object does not fit into one text, pass it by 'args' or take one element or key";
  switch (variable.segments[0]) {
    case 'params': return paramProblem(model, variable);
    case 'results': return resultProblem(model, variable);
    case 'workspaces': return workspaceProblem(model, variable);
    case 'steps': return stepProblem(model, variable, path);
    case 'step': return stepResultProblem(model, variable, path);
    case 'context': return contextProblem(model, variable);
    case 'tasks': return model.embedded ? undefined : 'a Task cannot see other tasks, pass the value by a param';
    default: return undefined;
  }
}

function paramProblem(model: TaskVariableModel, variable: Variable): string | undefined {
  const own = model.embedded ? undefined : [...model.spec.params ?? [], ...inputParams(model.inputs)];
  const params = model.params ?? own;
  return params && paramUseProblem(variable, params, 'the task');
}

function resultProblem(model: TaskVariableModel, variable: Variable): string | undefined {
  const names = (model.spec.results ?? []).map(({ name }) => name);
  const name = variable.segments.slice(1, -1).join('.');
  if (variable.segments[variable.segments.length - 1] !== 'path') return 'expected \'$(results.<name>.path)\'';
  return names.includes(name) ? undefined : `the task declares no result '${name}'${suggestion(name, names)}`;
}

function workspaceProblem(model: TaskVariableModel, variable: Variable): string | undefined {
  if (model.embedded) return undefined;
  const names = (model.spec.workspaces ?? []).map(({ name }) => String(name));
  const [, name, field] = variable.segments;
  if (!names.includes(name)) return `the task declares no workspace '${name}'${suggestion(name, names)}`;
  return WORKSPACE_FIELDS.includes(field) ? undefined : `a workspace has ${WORKSPACE_FIELDS.join(', ')}, not '${field ?? ''}'`;
}

function stepProblem(model: TaskVariableModel, variable: Variable, path: string): string | undefined {
  const names = model.spec.steps.map(({ name }) => name);
  const [, owner, what, result = ''] = variable.segments;
  if (what === 'exitCode' && !owner.startsWith('step-')) {
    return `an exit code stands under the name of the container, expected '$(steps.step-${owner}.exitCode.path)'`;
  }
  const name = what === 'exitCode' ? owner.slice('step-'.length) : owner;
  const step = model.spec.steps.find((candidate) => candidate.name === name);
  if (!step) return `the task has no step '${name}'${suggestion(name, names)}`;
  const reader = stepAt(path);
  if (reader !== undefined && reader <= names.indexOf(name)) return `the step '${name}' has not ended by then, read it in a later step`;
  if (what !== 'results') return STEP_FIELDS.includes(what) ? undefined : `a step has results and an exit code, '$(steps.${name}.results.<result>)', not '${what ?? ''}'`;
  const results = (step.results ?? []).map((declared) => declared.name);
  return step.ref || results.includes(result) ? undefined : `the step '${name}' declares no result '${result}'${suggestion(result, results)}`;
}

/** The number of the step that a path leads into. */
function stepAt(path: string): number | undefined {
  const at = /^steps\[(\d+)\]/.exec(path);
  return at ? Number(at[1]) : undefined;
}

function stepResultProblem(model: TaskVariableModel, variable: Variable, path: string): string | undefined {
  const at = stepAt(path);
  if (at === undefined || variable.segments[1] !== 'results') return undefined;
  const step = model.spec.steps[at];
  if (step.ref) return undefined;
  const results = (step.results ?? []).map(({ name }) => name);
  const name = variable.segments[2] ?? '';
  return results.includes(name) ? undefined : `this step declares no result '${name}'${suggestion(name, results)}`;
}

function contextProblem(model: TaskVariableModel, variable: Variable): string | undefined {
  const name = variable.segments.slice(1).join('.');
  if (model.embedded || TASK_CONTEXT.includes(name)) return undefined;
  return name.startsWith('pipeline')
    ? 'a referenced Task is not told about its Pipeline, read the pod label by an env fieldRef or pass a param'
    : `expected one of ${TASK_CONTEXT.map((known) => `$(context.${known})`).join(', ')}`;
}
