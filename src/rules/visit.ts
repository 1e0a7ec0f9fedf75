import type { ContainerView } from './model/containers';
import { containersOf } from './model/containers';
import type { RemoteReference } from './model/remote-references';
import { referencesOf } from './model/remote-references';
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

/** A check of every container: steps, sidecars and StepActions. */
export function eachContainer(look: (container: ContainerView, context: RuleContext) => void): Rule['check'] {
  return (context) => containersOf(context.document).forEach((view) => look(view, context));
}

/** A check of every reference to a Task, Pipeline or StepAction. */
export function eachReference(look: (reference: RemoteReference, context: RuleContext) => void): Rule['check'] {
  return (context) => referencesOf(context.document).forEach((reference) => look(reference, context));
}
