import { suggestion } from '../private/suggestion';
import type { BindingModel, PipelineModel, PipelineTaskModel, SourceModel } from './pipeline-model';
import type { Json } from './plain';
import { unreadableProblem } from './storage-checks';
import type { InputModel, OutputModel, OutputResult } from './task-model';

/** A value for a param of a PipelineTask, or why there is none. */
export type BindingValue = { readonly value: Json } | { readonly problem: string };

/** A source, looked up. */
interface Resolved {
  /** For messages: `'app' of task 'build'`. */
  readonly label: string;
  readonly artifact: Pick<InputModel, 'kind' | 'optional' | 'codec'>;
  /** `tasks.build.results.app` or `params.source`. */
  readonly expression: string;
  readonly selector?: string;
  /** The producer, unless the artifact is an input of the Pipeline. */
  readonly task?: PipelineTaskModel;
  readonly output?: OutputModel;
}

/**
 * The param value that carries the references of a binding: the edge of the DAG.
 *
 * A whole object binds by `[*]`, which must stand alone; text is composed of single keys.
 */
export function bindingValue(pipeline: PipelineModel, consumer: PipelineTaskModel, binding: BindingModel): BindingValue {
  const declared = consumer.contract.inputs.find(({ name }) => name === binding.input);
  if (!declared) {
    const names = consumer.contract.inputs.map(({ name }) => name);
    return { problem: `binds the unknown input '${binding.input}' of ${consumer.contract.label}${suggestion(binding.input, names)}` };
  }
  const resolved: Resolved[] = [];
  for (const source of binding.sources) {
    const found = resolve(pipeline, source);
    if ('problem' in found) return { problem: `binds input '${binding.input}' to ${found.problem}` };
    const mismatch = mismatchOf(declared, found, consumer);
    if (mismatch) return { problem: `binds input '${binding.input}' to ${found.label}: ${mismatch}` };
    resolved.push(found);
  }
  return compose(declared, binding, resolved);
}

/** The artifact behind a source, or a sentence that ends "binds input 'x' to ...". */
function resolve(pipeline: PipelineModel, source: SourceModel): Resolved | { problem: string } {
  if (source.from === 'elsewhere') return { problem: `${source.label}, which is not in this Pipeline: pass it through a Pipeline output and input` };
  if (source.from === 'pipeline') return resolveInput(pipeline, source.input);
  const task = pipeline.tasks.find(({ name }) => name === source.task);
  if (!task) return { problem: `output '${source.output}' of '${source.task}', and there is no such task` };
  const output = task.contract.outputs.find(({ name }) => name === source.output);
  if (!output) {
    const names = task.contract.outputs.map(({ name }) => name);
    return { problem: `the unknown output '${source.output}' of task '${source.task}'${suggestion(source.output, names)}` };
  }
  const { result, selector } = resultOf(task, output);
  return {
    label: `output '${output.name}' of task '${task.name}'`,
    artifact: { kind: output.kind, optional: output.optional || isConditional(task), codec: output.codec },
    expression: `${task.finally ? 'finally' : 'tasks'}.${task.name}.results.${result}`,
    selector,
    task,
    output,
  };
}

function resolveInput(pipeline: PipelineModel, name: string): Resolved | { problem: string } {
  const input = pipeline.inputs.find((candidate) => candidate.name === name);
  if (!input) return { problem: `the unknown Pipeline input '${name}'${suggestion(name, pipeline.inputs.map((candidate) => candidate.name))}` };
  return {
    label: `Pipeline input '${name}'`,
    artifact: { kind: input.kind, optional: input.optional, codec: input.codec },
    expression: `params.${name}`,
  };
}

function resultOf(task: PipelineTaskModel, output: OutputModel): OutputResult {
  return task.contract.outputResults.get(output.name) ?? { result: output.name };
}

/** Tells whether a task decides inside whether its steps run, so that its outputs may be blank. */
export function isConditional(task: PipelineTaskModel): boolean {
  return task.contract.conditional && task.when.length > 0;
}

function mismatchOf(input: InputModel, source: Resolved, consumer: PipelineTaskModel): string | undefined {
  if (source.task?.finally) return 'a finally task runs last, nothing in this Pipeline can consume its outputs';
  if (source.task === consumer) return 'a task cannot consume its own output';
  if (source.output?.type === 'reference' && input.content) {
    return "the output is a reference to what a step stored itself, declare the input with 'content: false' to read its uri and digest";
  }
  if (input.content && source.artifact.kind !== input.kind) {
    return `it is a ${source.artifact.kind} and the input is declared as a ${input.kind}, declare both alike`;
  }
  // Of an optional list blank elements are left out; else each must be there.
  if (source.artifact.optional && !input.optional) {
    return `it may be absent (${source.task && isConditional(source.task) ? "its task has a 'when'" : 'it is optional'}), declare the input optional`;
  }
  return input.content && source.task && source.output ? unreadableProblem(source.task, source.output, consumer) : undefined;
}

function compose(input: InputModel, binding: BindingModel, sources: readonly Resolved[]): BindingValue {
  if (binding.matrix && input.codec !== 'string') {
    return { problem: `fans out over input '${binding.input}', declare that input with codec 'string': a matrix passes strings only` };
  }
  const fannedOut = sources.find(({ task }) => task?.matrix);
  if (fannedOut) return composeFanIn(input, binding, sources, fannedOut);
  const list = sources.find(({ artifact }) => artifact.codec === 'list');
  if (list) return composeList(input, binding, sources, list);
  if (binding.matrix || input.codec === 'list') return { value: sources.map(asString) };
  if (sources.length !== 1) return { problem: `binds ${sources.length} artifacts to input '${binding.input}', declare it as a list (Artifact.files() or Artifact.directories())` };
  const [source] = sources;
  if (input.codec === 'string') return { value: asString(source) };
  if (source.artifact.codec === 'string') {
    return { problem: `binds input '${binding.input}' to ${source.label}, whose reference is a string, declare the input with codec 'string' too` };
  }
  return { value: asObject(source) };
}

/** A list of the Pipeline is handed on as it is. */
function composeList(input: InputModel, binding: BindingModel, sources: readonly Resolved[], source: Resolved): BindingValue {
  if (sources.length !== 1) return { problem: `binds input '${binding.input}' to ${source.label}, which is a list, and to other artifacts: use an input for each` };
  if (input.codec === 'list' || binding.matrix) return { value: `$(${source.expression}[*])` };
  return { problem: `binds input '${binding.input}' to ${source.label}, which is a list, declare the input as a list (Artifact.files() or Artifact.directories())` };
}

/** A matrix task has one string result for each of its runs; `[*]` collects them. */
function composeFanIn(input: InputModel, binding: BindingModel, sources: readonly Resolved[], source: Resolved): BindingValue {
  if (source.artifact.codec !== 'string') {
    return { problem: `binds input '${binding.input}' to ${source.label}, which runs in a matrix, declare that output with codec 'string': Tekton collects string results only` };
  }
  if (sources.length !== 1) return { problem: `binds input '${binding.input}' to ${source.label}, which runs in a matrix, and to other artifacts: use an input for each` };
  if (input.codec !== 'list' && !binding.matrix) {
    return { problem: `binds input '${binding.input}' to ${source.label}, which runs in a matrix, declare the input as a list (Artifact.files() or Artifact.directories())` };
  }
  return { value: `$(${source.expression}[*])` };
}

function asObject({ expression, selector }: Resolved): Json {
  if (selector === undefined) return `$(${expression}[*])`;
  return { uri: `$(${expression}.uri)#${selector}`, digest: `$(${expression}.digest)` };
}

function asString(source: Resolved): string {
  if (source.artifact.codec === 'string') return `$(${source.expression})`;
  const selector = source.selector === undefined ? '' : `#${source.selector}`;
  return `$(${source.expression}.uri)${selector}@$(${source.expression}.digest)`;
}

/** The value of a Pipeline result that hands an artifact on, or why there is none. */
export function outputValue(pipeline: PipelineModel, source: SourceModel): (BindingValue & { readonly output?: OutputModel }) {
  const found = resolve(pipeline, source);
  if ('problem' in found) return found;
  if (!found.task) return { problem: `${found.label}, which is an input: an output comes from a task` };
  if (found.task.matrix) return { problem: `${found.label}, which runs in a matrix: collect it in a task first` };
  return { value: found.artifact.codec === 'string' ? asString(found) : asObject(found), output: found.output };
}
