import type { TaskModel } from './task-model';

/** Tells whether the compiler adds anything to a Task: steps, volumes, params and results. */
export function usesArtifacts(model: TaskModel): boolean {
  return model.inputs.length + model.outputs.length > 0 || model.conditional;
}
