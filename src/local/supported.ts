import type { Documents } from './documents';
import { parseDuration } from './duration';
import { RunInputError } from './errors';
import { absence, findObject } from './find-object';
import type { Metadata, PipelineTask, TaskSpec, WhenExpression } from './manifest';
import { unknownSource } from './volumes';

/** A Task that a PipelineTask runs: by reference with its metadata, or inline. */
export interface FoundTask {
  readonly spec: TaskSpec;
  /** Of a Task by reference. */
  readonly metadata?: Metadata;
}

/** The Task that a PipelineTask runs, or undefined when its name is only known at run time or not in the input. */
export function findTask(task: PipelineTask, documents: Documents, namespace: string): FoundTask | undefined {
  if (task.taskSpec) return { spec: task.taskSpec };
  const found = task.taskRef?.resolved ?? findObject(documents.tasks, task.taskRef?.name, namespace);
  return found && { spec: found.spec, metadata: found.metadata };
}

/** @throws RunInputError for what needs a cluster or is not in the input */
export function checkPipelineTask(task: PipelineTask, documents: Documents, namespace: string, where: string): void {
  const { taskRef, taskSpec } = task;
  if (task.pipelineRef || task.pipelineSpec) throw new RunInputError(`${where} runs a Pipeline, which is an alpha feature this runner does not have: use its tasks`);
  const apiVersion = taskRef?.apiVersion ?? taskSpec?.apiVersion;
  if (apiVersion && !apiVersion.startsWith('tekton.dev/')) throw new RunInputError(`${where} is a custom task of '${apiVersion}', which needs its controller on a cluster`);
  checkWhen(task.when, where);
  if (!taskRef && !taskSpec) throw new RunInputError(`${where} has no taskRef and no taskSpec, expected one of them`);
  const found = findTask(task, documents, namespace);
  if (found) checkTask(found.spec, documents, namespace, where);
  else if (!taskRef?.name?.includes('$(')) throw new RunInputError(`${where} refers to Task '${taskRef?.name}', ${absence(documents.tasks, taskRef?.name, namespace)}`);
}

/** @throws RunInputError for what needs a cluster or is not in the input */
export function checkTask(spec: TaskSpec, documents: Documents, namespace: string, where: string): void {
  const names = new Set<string>();
  for (const [index, step] of spec.steps.entries()) {
    const place = `${where} step '${step.name ?? index}'`;
    if (step.name && names.has(step.name)) throw new RunInputError(`${place} is there twice, step names are unique`);
    if (step.name) names.add(step.name);
    checkWhen(step.when, place);
    if (step.timeout !== undefined) parseDuration(step.timeout, `${place} timeout`);
    const { name } = step.ref ?? {};
    if (name && !name.includes('$(') && !findObject(documents.stepActions, name, namespace)) {
      throw new RunInputError(`${place} refers to StepAction '${name}', ${absence(documents.stepActions, name, namespace)}`);
    }
  }
  for (const volume of spec.volumes ?? []) {
    const unknown = unknownSource(volume);
    if (unknown) throw new RunInputError(`${where} volume '${volume.name}' is of kind '${unknown}', which needs a cluster: use an emptyDir, a claim, a ConfigMap or a Secret`);
  }
}

function checkWhen(expressions: readonly WhenExpression[] | undefined, where: string): void {
  const cel = (expressions ?? []).find((expression) => expression.cel)?.cel;
  if (cel) throw new RunInputError(`${where} has the CEL expression '${cel}', which is an alpha feature this runner does not have: use input, operator and values`);
}
