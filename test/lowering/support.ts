import { lowerPipeline } from '../../src/lowering/pipeline';
import type { BindingModel, PipelineModel, PipelineTaskModel, SourceModel, TaskContract } from '../../src/lowering/pipeline-model';
import type { PlainStep, PlainTaskSpec } from '../../src/lowering/plain';
import { lowerTask } from '../../src/lowering/task';
import type { InputModel, LoweredTask, OutputModel, TaskModel } from '../../src/lowering/task-model';

/** Models with everything that a test does not look at. */
export function input(name: string, more: Partial<InputModel> = {}): InputModel {
  return { name, kind: 'file', optional: false, codec: 'object', content: true, ...more };
}

export function output(name: string, more: Partial<OutputModel> = {}): OutputModel {
  return { name, kind: 'file', type: 'content', subject: false, optional: false, codec: 'object', always: false, ...more };
}

export function step(name: string, more: Partial<PlainStep> = {}): PlainStep {
  return { name, image: 'busybox', ...more };
}

export function task(more: Partial<Omit<TaskModel, 'spec'>> & { readonly spec?: Partial<PlainTaskSpec> } = {}): TaskModel {
  return {
    path: 'ci/build',
    inputs: [],
    outputs: [],
    conditional: false,
    strictResults: false,
    resultBytes: {},
    paramsInScripts: false,
    embedded: false,
    storage: { config: { 'backend': 'oci', 'oci.repository': 'registry.example/team' } },
    agent: { image: 'agent', command: ['agent'], env: [], computeResources: {}, emptyDir: {}, security: { profile: 'inherit' } },
    ...more,
    spec: { steps: [step('main')], ...more.spec },
  };
}

/** The steps of a lowered Task by name. */
export function stepOf({ spec }: LoweredTask, name: string): PlainStep {
  const found = spec.steps.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no step '${name}' among ${spec.steps.map((candidate) => candidate.name).join(', ')}`);
  return found;
}

/** What a Pipeline knows of a Task, as the constructs tell it. */
export function contractOf(model: TaskModel): TaskContract {
  const { spec } = model;
  return {
    label: `task '${model.path}'`,
    params: spec.params ?? [],
    results: spec.results ?? [],
    workspaces: spec.workspaces as TaskContract['workspaces'] ?? [],
    inputs: model.inputs,
    outputs: model.outputs,
    outputResults: lowerTask(model).outputs,
    conditional: model.conditional,
  };
}

export function pipelineTask(name: string, model: TaskModel = task(), more: Partial<PipelineTaskModel> = {}): PipelineTaskModel {
  return {
    name,
    finally: false,
    contract: contractOf(model),
    target: { taskRef: { name } },
    params: [],
    bindings: [],
    when: [],
    runAfter: [],
    workspaces: [],
    settings: {},
    ...more,
  };
}

export function pipeline(tasks: readonly PipelineTaskModel[], more: Partial<PipelineModel> = {}): PipelineModel {
  return { path: 'ci/release', params: [], inputs: [], workspaces: [], results: [], outputs: [], tasks, embedded: false, settings: {}, ...more };
}

export function from(source: string, name: string): SourceModel {
  return { from: 'task', task: source, output: name };
}

export function bind(name: string, ...sources: readonly SourceModel[]): BindingModel {
  return { input: name, sources, matrix: false };
}

/** A lowered PipelineTask, in the parts that tests look at. */
export interface LoweredPipelineTask {
  readonly name: string;
  readonly params?: readonly { readonly name: string; readonly value: unknown }[];
  readonly matrix?: unknown;
  readonly when?: unknown;
  readonly runAfter?: unknown;
  readonly workspaces?: unknown;
}

/** Lowers a Pipeline that has no problems. */
export function lowered(model: PipelineModel) {
  const { spec, problems } = lowerPipeline(model);
  if (problems.length) throw new Error(problems.join('\n'));
  return spec as { tasks: LoweredPipelineTask[]; finally?: LoweredPipelineTask[]; params?: unknown; results?: unknown };
}

/** The value that a binding becomes. */
export function valueOf(model: PipelineModel, name: string, param: string): unknown {
  const { tasks, finally: last = [] } = lowered(model);
  return [...tasks, ...last].find((candidate) => candidate.name === name)?.params?.find((candidate) => candidate.name === param)?.value;
}

/** Problems of a Pipeline. */
export function pipelineProblems(model: PipelineModel): readonly string[] {
  return lowerPipeline(model).problems;
}
