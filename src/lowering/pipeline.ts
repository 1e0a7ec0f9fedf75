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
import type { Json, PlainObject, PlainResult, PlainWhen } from './plain';
import { outputResultName } from './result-plan';

/**
 * Compiles a Pipeline with bound artifacts to plain Tekton v1: bindings become params, outputs become results.
 *
 * Pure: the same model gives the same spec, and mistakes come back as problems.
 */
export function lowerPipeline(model: PipelineModel): LoweredPipeline {
  const problems = checkPipeline(model);
  const lowered = new Map<string, PlainObject>();
  for (const task of model.tasks) lowered.set(task.name, lowerPipelineTask(model, task, problems));
  const named = (isFinally: boolean) => model.tasks.filter((task) => task.finally === isFinally).map((task) => lowered.get(task.name));
  const results = [...model.results, ...outputResults(model, problems)];
  const spec = compact<PlainObject>({
    ...model.settings,
    params: [...model.params, ...inputParams(model.inputs)],
    workspaces: model.workspaces,
    tasks: named(false),
    finally: named(true),
    results,
  });
  problems.push(...duplicates(results.map(({ name }) => name)).map((name) =>
    `pipeline '${model.path}' has two results '${name}', and an output becomes a result: rename one`));
  problems.push(...checkPipelineVariables(model, spec), ...checkCycle(model, lowered));
  return { spec, problems };
}

function lowerPipelineTask(model: PipelineModel, task: PipelineTaskModel, problems: string[]): PlainObject {
  const params = [...task.params];
  const matrixParams = [...task.matrix?.params ?? []];
  for (const binding of task.bindings) {
    const bound = bindingValue(model, task, binding);
    if ('problem' in bound) problems.push(`task '${task.name}' of pipeline '${model.path}' ${bound.problem}`);
    else (binding.matrix ? matrixParams : params).push({ name: binding.input, value: bound.value });
  }
  const inside = isConditional(task);
  if (inside) params.push({ name: CONDITION_PARAM, value: condition(model, task, problems) });
  return compact<PlainObject>({
    name: task.name,
    ...task.settings,
    ...task.target,
    runAfter: task.runAfter,
    when: inside ? [] : task.when,
    params,
    matrix: matrixParams.length || task.matrix ? compact({ params: matrixParams, include: task.matrix?.include ?? [] }) : undefined,
    workspaces: workspacesOf(model, task),
  });
}

/** Tekton hands workspaces of the same name to embedded specs only, so they are written out. */
function workspacesOf(model: PipelineModel, task: PipelineTaskModel): PipelineTaskModel['workspaces'] {
  const bound = new Set(task.workspaces.map(({ name }) => name));
  const same = (task.contract.workspaces ?? []).filter(({ name }) => !bound.has(name) && model.workspaces.some((own) => own.name === name));
  return [...task.workspaces, ...same.map(({ name }) => ({ name, workspace: name }))];
}

/** A PipelineTask's own `when` would leave its outputs without a value: consumers would be skipped with it. */
function condition(model: PipelineModel, task: PipelineTaskModel, problems: string[]): Json {
  const simple = task.when.filter(isSimple);
  if (simple.length < task.when.length) {
    problems.push(`task '${task.name}' of pipeline '${model.path}' has outputs that others consume and a 'when' with CEL or '[*]', `
      + "which cannot be moved into the Task: write it with 'input', 'operator' and single 'values'");
  }
  return conditionElements(simple);
}

function isSimple(when: PlainWhen): when is PlainWhen & WhenExpression {
  return when.cel === undefined && when.input !== undefined && when.values !== undefined && !when.values.some((value) => value.includes('[*]'));
}

function outputResults(model: PipelineModel, problems: string[]): PlainResult[] {
  return model.outputs.flatMap(({ name, description, source }) => {
    const found = outputValue(model, source);
    if ('problem' in found) {
      problems.push(`pipeline '${model.path}' has output '${name}' from ${found.problem}`);
      return [];
    }
    const subject = found.output?.subject ?? false;
    // Unlike a Task's, a result of a Pipeline declares no properties.
    return [compact<PlainResult>({ name: outputResultName({ name, subject }), type: found.output?.codec ?? 'object', description, value: found.value })];
  });
}
