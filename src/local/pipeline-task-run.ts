import { randomUUID } from 'node:crypto';
import type { Documents } from './documents';
import { DEFAULT_TIMEOUT, parseDuration } from './duration';
import { TaskRunError } from './errors';
import type { Param, PipelineTask, TaskSpec } from './manifest';
import { fanOut } from './matrix';
import { isArrayValue } from './param-value';
import { failed, resultsOf, type RunFacts, succeeded, type TaskState } from './pipeline-state';
import { replaceInPipelineTask } from './pipeline-task-substitution';
import type { PipelinePlan } from './plan-pipeline';
import { childLabels, taskRunMetadata } from './pod-metadata';
import { mergePodTemplates } from './pod-template';
import { replaceInBinding } from './resolve-task';
import { propagatedResults } from './result-replacements';
import { mergeReplacements, type Replacements, stringReplacements } from './substitution';
import { findTask } from './supported';
import type { TaskRunInput } from './task-run-input';
import { replaceInTask } from './task-substitution';
import { taskWorkspaces } from './task-workspaces';

/** What a TaskRun of a PipelineRun is made from. */
export interface TaskRunSources {
  readonly plan: PipelinePlan;
  readonly documents: Documents;
  readonly facts: RunFacts;
}

/** The params of each TaskRun of a task: those of the matrix first, the task's own after them. */
export function taskRunParams(task: PipelineTask, facts: RunFacts): Param[][] {
  const lengths = [...facts.tasks.values()].flatMap((other) => (other.task.matrix ? [
    [`tasks.${other.task.name}.matrix.length`, String(other.runs?.length ?? fanOut(other.task.matrix).length)] as const,
    ...resultsOf(other).flatMap(({ name, value }) => (isArrayValue(value) ? [[`tasks.${other.task.name}.matrix.${name}.length`, String(value.length)] as const] : [])),
  ] : []));
  const context = stringReplacements([['context.pipelineTask.retries', String(task.retries ?? 0)] as const, ...lengths]);
  const { params = [], matrix } = replaceInPipelineTask(task, context);
  return matrix ? fanOut(matrix).map((combination) => [...combination, ...params]) : [[...params]];
}

/** The TaskRun that Tekton would create for a task. @throws TaskRunError when its Task is not in the input */
export function taskRunInput(
  { plan, documents, facts }: TaskRunSources, { task, isFinally }: TaskState, run: Pick<TaskRunInput, 'name' | 'params'>,
): TaskRunInput {
  const found = findTask(task, documents, plan.namespace);
  if (!found) throw new TaskRunError('TaskRunResolutionFailed', `Task '${task.taskRef?.name}' is not in the input`);
  const results = allResults(facts);
  const spec = task.taskSpec ? replaceInTask(task.taskSpec as TaskSpec, results) : found.spec;
  const own = plan.taskRunSpecs.find(({ pipelineTaskName }) => pipelineTaskName === task.name);
  const { bindings } = taskWorkspaces(task, spec, plan.workspaces.map((binding) => replaceInBinding(binding, results)));
  const metadata = taskRunMetadata({
    taskRunSpec: own?.metadata,
    run: { labels: childLabels(plan, task.name, isFinally), annotations: plan.annotations },
    taskSpec: task.taskSpec?.metadata,
    task: found.metadata,
  });
  return {
    ...run,
    ...metadata,
    namespace: plan.namespace,
    uid: randomUUID(),
    workspaces: bindings,
    podTemplate: mergePodTemplates(plan.podTemplate, own?.podTemplate),
    spec,
    taskName: found.metadata?.name ?? run.name,
    timeout: taskTimeout(plan, task, own?.timeout, isFinally),
    retries: task.retries ?? 0,
    ignoreFailure: task.onError === 'continue',
  };
}

/** Results of finished tasks for inline Tasks and subPaths, whole objects left out. */
function allResults(facts: RunFacts): Replacements {
  return mergeReplacements(...[...facts.tasks.values()].filter((state) => succeeded(state) || failed(state)).map((state) => (
    propagatedResults(state.task.name, resultsOf(state))
  )));
}

function taskTimeout(plan: PipelinePlan, task: PipelineTask, own: string | undefined, isFinally: boolean): number {
  const text = own ?? task.timeout;
  if (text !== undefined) return parseDuration(text, `timeout of task '${task.name}'`);
  const run = isFinally ? plan.timeouts.finally : plan.timeouts.tasks;
  return run !== undefined && (run === 0 || run > DEFAULT_TIMEOUT) ? run : DEFAULT_TIMEOUT;
}
