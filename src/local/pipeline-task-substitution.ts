import type { PipelineTask, TaskSpec } from './manifest';
import { isObjectValue, replaceInValue } from './param-value';
import { applyReplacements, paramPatterns, type Replacements } from './substitution';
import { replaceInParams, replaceInTask } from './task-substitution';
import { replaceInWhen } from './when';

/**
 * Replaces variables in a PipelineTask, its inline Task left alone.
 *
 * Source: `ApplyTaskResults` in pkg/reconciler/pipelinerun/resources/apply.go. Objects never go into a matrix.
 */
export function replaceInPipelineTask(task: PipelineTask, replacements: Replacements): PipelineTask {
  const { params, matrix, when, taskRef, workspaces, displayName } = task;
  const plain = { ...replacements, objects: new Map() };
  const strings = { ...plain, arrays: new Map() };
  return {
    ...task,
    ...params && { params: replaceInParams(params, replacements) },
    ...matrix && {
      matrix: {
        ...matrix,
        ...matrix.params && { params: replaceInParams(matrix.params, plain) },
        ...matrix.include && { include: matrix.include.map((include) => ({ ...include, params: replaceInParams(include.params ?? [], strings) })) },
      },
    },
    ...when && { when: replaceInWhen(when, replacements) },
    ...taskRef?.name && { taskRef: { ...taskRef, name: applyReplacements(taskRef.name, replacements) } },
    ...workspaces && {
      workspaces: workspaces.map(({ subPath, ...rest }) => ({ ...rest, ...subPath && { subPath: applyReplacements(subPath, replacements) } })),
    },
    ...displayName && { displayName: applyReplacements(displayName, replacements) },
  };
}

/**
 * Replaces variables of the Pipeline in a PipelineTask and, as params propagate, in its inline Task.
 *
 * Where the task gives a param of a name that the Pipeline has too, the task's value counts inside.
 * Source: `replaceVariablesInPipelineTasks` and `propagateParams`, same file.
 */
export function replacePipelineVariables(task: PipelineTask, replacements: Replacements): PipelineTask {
  const replaced = replaceInPipelineTask({ ...task, ...task.onError && { onError: applyReplacements(task.onError, replacements) } }, replacements);
  if (!replaced.taskSpec?.steps) return replaced;
  const inner = (replaced.params ?? []).reduce(shadow, replacements);
  return { ...replaced, taskSpec: { ...replaced.taskSpec, ...replaceInTask(replaced.taskSpec as TaskSpec, inner) } };
}

function shadow(outer: Replacements, { name, value }: { readonly name: string; readonly value: ReturnType<typeof replaceInValue> }): Replacements {
  const strings = new Map(outer.strings);
  const arrays = new Map(outer.arrays);
  const objects = new Map(outer.objects);
  for (const pattern of paramPatterns(name)) {
    if (strings.has(pattern)) strings.set(pattern, typeof value === 'string' ? value : '');
    if (arrays.has(pattern)) arrays.set(pattern, Array.isArray(value) ? value : []);
    if (!objects.has(pattern)) continue;
    objects.set(pattern, isObjectValue(value) ? value : {});
    for (const [key, item] of isObjectValue(value) ? Object.entries(value) : []) strings.set(`params.${name}.${key}`, item);
  }
  return { strings, arrays, objects };
}
