import { choose } from './choose';
import type { Documents } from './documents';
import type { PlanOptions } from './plan-options';
import { planPipeline, planPipelineRun, type PipelinePlan } from './plan-pipeline';
import { planTask, planTaskRun, type TaskPlan } from './plan-task';

/**
 * Decides what to run and checks that it can be: nothing is executed before the whole input is known to be usable.
 *
 * @throws RunInputError with the place and the fix
 */
export function plan(documents: Documents, options: PlanOptions): PipelinePlan | TaskPlan {
  const choice = choose(documents, options);
  switch (choice.kind) {
    case 'PipelineRun': return planPipelineRun(choice.object, documents, options);
    case 'Pipeline': return planPipeline(choice.object, documents, options);
    case 'TaskRun': return planTaskRun(choice.object, documents, options);
    case 'Task': return planTask(choice.object, documents, options);
  }
}
