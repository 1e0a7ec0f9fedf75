import { conditionElements } from '../contract/condition';
import type { WhenExpression } from '../contract/condition';
import { bindingValue, isConditional, outputValue } from './bindings';
import { checkCycle } from './dag';
import { duplicates } from './duplicates';
import { CONDITION_PARAM, inputParams } from './fetch';
import { checkPipeline } from './pipeline-checks';
import type { LoweredPipeline, PipelineModel, PipelineTaskModel } from './pipeline-model';
import { checkPipelineVariables } from './pipeline-variables';
import { compact } from './plain';
import type { PlainObject, PlainResult, PlainWhen } from './plain';
import { outputResultName } from './result-plan';

/**
 * Compiles a Pipeline with bound artifacts to plain Tekton v1: bindings become params, outputs become results.
 *
 * Pure: the same model gives the same spec, and mistakes come back as problems.
 */
export function lowerPipeline(model: PipelineModel): LoweredPipeline {
  const tasks = model.tasks.map((task) => ({ task, ...lowerPipelineTask(model, task) }));
  const specsOf = (isFinally: boolean) => tasks.filter(({ task }) => task.finally === isFinally).map(({ spec }) => spec);
  const outputs = outputResults(model);
  const results = [...model.results, ...outputs.results];
  const spec = compact<PlainObject>({
    ...model.settings,
    params: [...model.params, ...inputParams(model.inputs)],
    workspaces: model.workspaces,
    tasks: specsOf(false),
    finally: specsOf(true),
    results,
  });
  return {
    spec,
    problems: [
      ...checkPipeline(model),
      ...tasks.flatMap(({ problems }) => problems),
      ...outputs.problems,
      ...duplicates(results.map(({ name }) => name)).map((name) =>
        `pipeline '${model.path}' has two results '${name}', and an output becomes a result: rename one`),
      ...checkPipelineVariables(model, spec),
      ...checkCycle(model, new Map(tasks.map((lowered) => [lowered.task.name, lowered.spec]))),
    ],
  };
}

interface LoweredPipelineTask {
  readonly spec: PlainObject;
  readonly problems: readonly string[];
}

function lowerPipelineTask(model: PipelineModel, task: PipelineTaskModel): LoweredPipelineTask {
  const named = `task '${task.name}' of pipeline '${model.path}'`;
  const problems: string[] = [];
  const params = [...task.params];
  const matrixParams = [...task.matrix?.params ?? []];
  for (const binding of task.bindings) {
    const bound = bindingValue(model, task, binding);
    if ('problem' in bound) problems.push(`${named} ${bound.problem}`);
    else (binding.matrix ? matrixParams : params).push({ name: binding.input, value: bound.value });
  }
  // Its own `when` would leave its outputs without a value: consumers would be skipped with it.
  const inside = isConditional(task);
  if (inside) {
    params.push({ name: CONDITION_PARAM, value: conditionElements(task.when.filter(isSimple)) });
    problems.push(...conditionProblems(named, task));
  }
  const spec = compact<PlainObject>({
    name: task.name,
    ...task.settings,
    ...task.target,
    runAfter: task.runAfter,
    when: inside ? [] : task.when,
    params,
    matrix: matrixParams.length || task.matrix ? compact({ params: matrixParams, include: task.matrix?.include ?? [] }) : undefined,
    workspaces: workspacesOf(model, task),
  });
  return { spec, problems };
}

/** Tekton hands workspaces of the same name to embedded specs only, so they are written out. */
function workspacesOf(model: PipelineModel, task: PipelineTaskModel): PipelineTaskModel['workspaces'] {
  const bound = new Set(task.workspaces.map(({ name }) => name));
  const same = (task.contract.workspaces ?? []).filter(({ name }) => !bound.has(name) && model.workspaces.some((own) => own.name === name));
  return [...task.workspaces, ...same.map(({ name }) => ({ name, workspace: name }))];
}

function conditionProblems(named: string, task: PipelineTaskModel): string[] {
  if (task.when.every(isSimple)) return [];
  return [`${named} has outputs that others consume and a 'when' with CEL or '[*]', `
    + "which cannot be moved into the Task: write it with 'input', 'operator' and single 'values'"];
}

function isSimple(when: PlainWhen): when is PlainWhen & WhenExpression {
  return when.cel === undefined && when.input !== undefined && when.values !== undefined && !when.values.some((value) => value.includes('[*]'));
}

function outputResults(model: PipelineModel): { readonly results: readonly PlainResult[]; readonly problems: readonly string[] } {
  const results: PlainResult[] = [];
  const problems: string[] = [];
  for (const { name, description, source } of model.outputs) {
    const found = outputValue(model, source);
    if ('problem' in found) {
      problems.push(`pipeline '${model.path}' has output '${name}' from ${found.problem}`);
      continue;
    }
    const { codec: type = 'object', subject = false } = found.output ?? {};
    // Unlike a Task's, a result of a Pipeline declares no properties.
    results.push(compact<PlainResult>({ name: outputResultName({ name, subject }), type, description, value: found.value }));
  }
  return { results, problems };
}
