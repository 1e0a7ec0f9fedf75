import type { PipelineSpecView, PipelineTaskView, StepView, TaskSpecView } from './model/views';
import type { Rule, RuleContext } from './rule';

/** A check of every Task's spec, wherever it stands. */
export function eachTaskSpec(look: (view: TaskSpecView, context: RuleContext) => void): Rule['check'] {
  return (context) => context.document.views.tasks.forEach((view) => look(view, context));
}

/** A check of every step of every Task. */
export function eachStep(look: (step: StepView, context: RuleContext, task: TaskSpecView) => void): Rule['check'] {
  return eachTaskSpec((task, context) => task.steps.forEach((step) => look(step, context, task)));
}

/** A check of every Pipeline's spec, wherever it stands. */
export function eachPipelineSpec(look: (view: PipelineSpecView, context: RuleContext) => void): Rule['check'] {
  return (context) => context.document.views.pipelines.forEach((view) => look(view, context));
}

/** A check of every task of every Pipeline, those in finally included. */
export function eachPipelineTask(look: (task: PipelineTaskView, context: RuleContext, pipeline: PipelineSpecView) => void): Rule['check'] {
  return eachPipelineSpec((pipeline, context) => [...pipeline.tasks, ...pipeline.finally].forEach((task) => look(task, context, pipeline)));
}
