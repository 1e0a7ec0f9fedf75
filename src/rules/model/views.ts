import type { PlainTaskSpec } from '../../lowering/plain';
import { stepsWithTemplate } from '../../lowering/step-template';
import type {
  ParamSpec, Pipeline, PipelineRun, PipelineSpec, PipelineTask, Sidecar, Step, Task, TaskRun, TaskSpec,
} from '../schema/tekton-types';
import type { InlineParamProblem, Placed } from './inline-params';
import { InlineParams } from './inline-params';
import { child } from './path';

/** A Task's spec, wherever it stands. */
export interface TaskSpecView {
  readonly spec: TaskSpec;
  readonly path: string;
  readonly steps: readonly StepView[];
  readonly sidecars: readonly SidecarView[];
  /** It stands in a run or in a Pipeline: params, workspaces and results of these are visible to it. */
  readonly inline: boolean;
  /** Set inside a Pipeline. */
  readonly pipelineTask?: PipelineTaskView;
  /** All params that its steps can use; undefined where nobody can tell yet. */
  readonly params?: readonly ParamSpec[];
}

/** A step of a Task. */
export interface StepView {
  /** As it is written. */
  readonly step: Step;
  /** With what the stepTemplate adds. */
  readonly merged: Step;
  readonly path: string;
  readonly index: number;
  /** `step 'build'`, or its number. */
  readonly label: string;
  /** The path of a field, which may stand in the stepTemplate. */
  at(field: keyof Step & string): string;
}

export interface SidecarView {
  readonly sidecar: Sidecar;
  readonly path: string;
  readonly index: number;
  readonly label: string;
}

/** A Pipeline's spec, wherever it stands. */
export interface PipelineSpecView {
  readonly spec: PipelineSpec;
  readonly path: string;
  /** `PipelineTask`: inline in a task of another Pipeline. */
  readonly owner: 'Pipeline' | 'PipelineRun' | 'PipelineTask';
  readonly tasks: readonly PipelineTaskView[];
  readonly finally: readonly PipelineTaskView[];
  /** All params that its tasks can use; undefined where nobody can tell yet. */
  readonly params?: readonly ParamSpec[];
}

/** One task of a Pipeline. */
export interface PipelineTaskView {
  readonly task: PipelineTask;
  readonly path: string;
  readonly index: number;
  readonly section: 'tasks' | 'finally';
  /** `task 'build'`, or its number. */
  readonly label: string;
  /** A controller other than Tekton's runs it. */
  readonly custom: boolean;
}

/** All specs of one object. */
export interface Views {
  readonly tasks: readonly TaskSpecView[];
  readonly pipelines: readonly PipelineSpecView[];
  readonly inlineParamProblems: readonly InlineParamProblem[];
}

export const NO_VIEWS: Views = { tasks: [], pipelines: [], inlineParamProblems: [] };

/** The specs of a decoded object. */
export function viewsOf(kind: string, object: object): Views {
  switch (kind) {
    case 'Task': return ofTask(object as Task);
    case 'TaskRun': return ofTaskRun(object as TaskRun);
    case 'Pipeline': return ofPipeline(object as Pipeline);
    case 'PipelineRun': return ofPipelineRun(object as PipelineRun);
    default: return NO_VIEWS;
  }
}

function ofTask({ spec = {} }: Task): Views {
  return { ...NO_VIEWS, tasks: [taskSpecView(spec, 'spec', { inline: false, params: spec.params ?? [] })] };
}

function ofTaskRun({ spec = {} }: TaskRun): Views {
  if (!spec.taskSpec) return NO_VIEWS;
  const params = new InlineParams();
  placed(spec.params, 'spec.params').forEach((param) => params.addValue(param));
  placed(spec.taskSpec.params, 'spec.taskSpec.params').forEach((param) => params.addSpec(param));
  return {
    tasks: [taskSpecView(spec.taskSpec, 'spec.taskSpec', { inline: true, params: params.specs })],
    pipelines: [],
    inlineParamProblems: params.problems,
  };
}

function ofPipeline({ spec = {} }: Pipeline): Views {
  const pipelines = pipelineViews(spec, 'spec', 'Pipeline', spec.params ?? []);
  const [own] = pipelines;
  return {
    pipelines,
    tasks: inlineTasks(pipelines, (task) => own.tasks.includes(task) || own.finally.includes(task)
      ? [...task.task.taskSpec?.params ?? [], ...spec.params ?? []]
      : undefined),
    inlineParamProblems: [],
  };
}

function ofPipelineRun({ spec = {} }: PipelineRun): Views {
  const { pipelineSpec } = spec;
  if (!pipelineSpec) return NO_VIEWS;
  const params = new InlineParams();
  placed(spec.params, 'spec.params').forEach((param) => params.addValue(param));
  placed(pipelineSpec.params, 'spec.pipelineSpec.params').forEach((param) => params.addSpec(param));
  (pipelineSpec.tasks ?? []).forEach((task, index) => {
    const path = `spec.pipelineSpec.tasks[${index}]`;
    placed(task.params, `${path}.params`).forEach((param) => params.addTaskValue(param));
    placed(task.taskSpec?.params, `${path}.taskSpec.params`).forEach((param) => params.addSpec(param));
  });
  const pipelines = pipelineViews(pipelineSpec, 'spec.pipelineSpec', 'PipelineRun', params.specs);
  return {
    pipelines,
    // Tekton looks at the tasks only; what finally tasks use is seen by the run.
    tasks: inlineTasks(pipelines, (task) => pipelines[0].tasks.includes(task) ? params.specs : undefined),
    inlineParamProblems: params.problems,
  };
}

function placed<T>(items: readonly T[] | undefined, path: string): Placed<T>[] {
  return (items ?? []).map((item, index) => ({ item, path: child(path, index) }));
}

/** The Pipeline's spec and those that are inline in its tasks. */
function pipelineViews(spec: PipelineSpec, path: string, owner: PipelineSpecView['owner'], params?: readonly ParamSpec[]): PipelineSpecView[] {
  const view: PipelineSpecView = {
    spec, path, owner, params, tasks: taskViews(spec.tasks, child(path, 'tasks'), 'tasks'), finally: taskViews(spec.finally, child(path, 'finally'), 'finally'),
  };
  const inner = [...view.tasks, ...view.finally].flatMap((task) =>
    task.task.pipelineSpec && !task.custom ? pipelineViews(task.task.pipelineSpec, child(task.path, 'pipelineSpec'), 'PipelineTask') : []);
  return [view, ...inner];
}

function taskViews(tasks: readonly PipelineTask[] | undefined, path: string, section: PipelineTaskView['section']): PipelineTaskView[] {
  return (tasks ?? []).map((task, index) => ({
    task, index, section, path: child(path, index), label: labelOf('task', task.name, index), custom: isCustom(task),
  }));
}

/** @see PipelineTask.Validate in pkg/apis/pipeline/v1/pipeline_validation.go */
function isCustom({ taskRef, taskSpec }: PipelineTask): boolean {
  const foreign = (kind: string | undefined): boolean => kind !== undefined && kind !== '' && kind !== 'Task';
  return foreign(taskRef?.kind) || Boolean(taskRef?.apiVersion) || foreign(taskSpec?.kind) || Boolean(taskSpec?.apiVersion);
}

function inlineTasks(
  pipelines: readonly PipelineSpecView[], paramsOf: (task: PipelineTaskView) => readonly ParamSpec[] | undefined,
): TaskSpecView[] {
  return pipelines.flatMap((pipeline) => [...pipeline.tasks, ...pipeline.finally]).flatMap((task) => task.task.taskSpec && !task.custom
    ? [taskSpecView(task.task.taskSpec, child(task.path, 'taskSpec'), { inline: true, pipelineTask: task, params: paramsOf(task) })]
    : []);
}

function taskSpecView(spec: TaskSpec, path: string, rest: Pick<TaskSpecView, 'inline' | 'pipelineTask' | 'params'>): TaskSpecView {
  const merged = stepsWithTemplate({ ...spec, steps: spec.steps ?? [] } as PlainTaskSpec) as readonly Step[];
  const templatePath = child(path, 'stepTemplate');
  return {
    spec,
    path,
    ...rest,
    steps: (spec.steps ?? []).map((step, index) => {
      const own = child(child(path, 'steps'), index);
      return {
        step,
        merged: merged[index] ?? step,
        path: own,
        index,
        label: labelOf('step', step.name, index),
        at: (field) => child(step[field] === undefined && merged[index]?.[field] !== undefined ? templatePath : own, field),
      };
    }),
    sidecars: (spec.sidecars ?? []).map((sidecar, index) => ({
      sidecar, index, path: child(child(path, 'sidecars'), index), label: labelOf('sidecar', sidecar.name, index),
    })),
  };
}

/** What is named by its name, or else by its number, from 1. */
function labelOf(what: string, name: string | undefined, index: number): string {
  return name ? `${what} '${name}'` : `${what} ${index + 1}`;
}
