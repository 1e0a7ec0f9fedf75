import { posix } from 'path';
import { RUN_RESULT } from '../contract/agent-plan';
import { containerCount, messageBytes, safeMessageBudget } from '../contract/result-budget';
import type { MessageEntry } from '../contract/result-budget';
import { compact } from './plain';
import type { PlainResult, PlainTaskSpec } from './plain';
import type { InputModel, OutputModel, OutputResult, TaskModel } from './task-model';

/** The one result of a Task whose outputs do not fit singly: an index of all of them. */
export const INDEX_RESULT = 'artifacts';

/** Bytes that a result of the author is taken to have where nothing is declared. */
export const ASSUMED_RESULT_BYTES = 64;

/** Bytes that the uri of a stored artifact is taken to have where the repository is not known at synth. */
const ASSUMED_URI_BYTES = 96;

/** How the outputs of a Task become results. */
export interface ResultPlan {
  /** Containers of the pod, injected steps included. */
  readonly containers: number;
  /** The outputs do not fit singly: one index instead. */
  readonly index: boolean;
  /** Bytes of the upload step's message with single results, estimated, and what it may have. */
  readonly bytes: number;
  readonly budget: number;
  /** Bytes that the message takes at least: with the index, if there is one, and own results as far as sizes are declared. */
  readonly least: number;
  /** By output name. */
  readonly results: ReadonlyMap<string, OutputResult>;
  /** The inputs that the fetch step repeats as results for provenance: all whose reference is an object, if they fit. */
  readonly recorded: readonly InputModel[];
}

/**
 * Decides how the outputs become results, within what Tekton grants the pod.
 *
 * @param spec with all steps of the user, before injection
 */
export function planResults(model: TaskModel, spec: PlainTaskSpec, injectedSteps: number): ResultPlan {
  const containers = podContainers(spec, injectedSteps);
  const budget = safeMessageBudget(containers);
  const own = userEntries(model, spec);
  const bytes = messageBytes([...own, ...model.outputs.map((output) => outputEntry(model, output, outputResultName(output)))]);
  const declared = own.filter(({ key }) => model.resultBytes[key] !== undefined);
  const index = bytes > budget && model.outputs.some(isIndexable);
  const single = index ? model.outputs.filter((output) => !isIndexable(output)) : model.outputs;
  return {
    containers,
    index,
    bytes,
    budget,
    least: messageBytes([
      ...declared,
      ...single.map((output) => outputEntry(model, output, outputResultName(output))),
      ...index ? [outputEntry(model, { codec: 'object', subject: false }, INDEX_RESULT)] : [],
    ]),
    results: new Map(model.outputs.map((output) => [
      output.name,
      single.includes(output) ? { result: outputResultName(output) } : { result: INDEX_RESULT, selector: output.name },
    ])),
    recorded: recordedInputs(model, budget),
  };
}

/** The number of containers in the Pod of a Task. What a step by reference brings is not known here, so it counts as if it had a script and a workingDir. */
export function podContainers(spec: PlainTaskSpec, injectedSteps = 0): number {
  return containerCount({
    steps: spec.steps.length + injectedSteps,
    sidecars: spec.sidecars?.length ?? 0,
    scripts: [...spec.steps, ...spec.sidecars ?? []].some((step) => step.script !== undefined || step.ref !== undefined),
    workspaceDirectory: spec.steps.some((step) => step.ref !== undefined || isMadeByTekton(step.workingDir)),
  });
}

function recordedInputs(model: TaskModel, budget: number): InputModel[] {
  const inputs = model.inputs.filter((input) => input.codec === 'object');
  const entries = inputs.map((input) => outputEntry(model, { codec: 'object', subject: false }, inputResultName(input)));
  return messageBytes([{ key: RUN_RESULT, value: 'yes', type: 4 }, ...entries]) > budget ? [] : inputs;
}

/** The name of the result that records an input: Chains makes it a material. */
export function inputResultName(input: Pick<InputModel, 'name'>): string {
  return `${input.name}-ARTIFACT_INPUTS`;
}

/**
 * Tells whether an output may be one of an index. Chains reads a build output, a matrix collects a string, and of a
 * reference output consumers want uri and digest: these keep a result of their own.
 */
function isIndexable(output: OutputModel): boolean {
  return output.type === 'content' && output.codec === 'object' && !output.subject;
}

/**
 * Tells whether Tekton makes a workingDir in a container of its own: one under /workspace, or a relative one.
 *
 * A variable may stand for either; what comes before it can only rule them out.
 */
function isMadeByTekton(workingDir: string | undefined): boolean {
  if (!workingDir) return false;
  const at = workingDir.indexOf('$(');
  const path = posix.normalize(at < 0 ? workingDir : workingDir.slice(0, at));
  if (at === 0 || !path.startsWith('/')) return true;
  return path.startsWith('/workspace/') || (at > 0 && '/workspace/'.startsWith(path));
}

/**
 * The name of the result that carries an output.
 *
 * Only a build output is named for Chains: under `slsa/v1` every such result is a subject, and with attestations in
 * an OCI registry a single one that is no image reference makes signing fail for the whole run.
 */
export function outputResultName(output: Pick<OutputModel, 'name' | 'subject'>): string {
  return output.subject ? `${output.name}-ARTIFACT_OUTPUTS` : output.name;
}

/** The declarations of a reference result, of a step or, with `value`, of a Task. */
export function referenceResult(name: string, codec: OutputModel['codec'], more: { description?: string; value?: string } = {}): PlainResult {
  const type = codec === 'string' ? { type: 'string' } : { type: 'object', properties: { uri: { type: 'string' }, digest: { type: 'string' } } };
  return compact<PlainResult>({ name, description: more.description, ...type, value: more.value });
}

/** The author's own results: every step's message carries all that are on disk when it ends. */
function userEntries(model: TaskModel, spec: PlainTaskSpec): MessageEntry[] {
  return (spec.results ?? []).filter((result) => result.value === undefined).map((result) => ({
    key: result.name,
    value: 'x'.repeat(model.resultBytes[result.name] ?? ASSUMED_RESULT_BYTES),
    type: 1,
  }));
}

function outputEntry(model: TaskModel, output: Pick<OutputModel, 'codec' | 'subject'>, key: string): MessageEntry {
  const uri = 'u'.repeat(model.storage.config?.['oci.repository']?.length ?? ASSUMED_URI_BYTES);
  const digest = `sha256:${'0'.repeat(64)}`;
  const value = output.codec === 'string'
    ? `oci:${uri}@${digest}`
    : JSON.stringify({ uri, digest, ...output.subject ? { isBuildArtifact: 'true' } : {} });
  return { key, value, type: 4 };
}

/** What to tell the author of a Task whose outputs do not fit, neither singly nor as one index. */
export function budgetProblems(model: TaskModel, plan: ResultPlan): string[] {
  if (plan.bytes <= plan.budget || model.outputs.length === 0) return [];
  const shown = model.outputs.length === 1 ? 'output' : 'outputs';
  const facts = `task '${model.path}' has ${model.outputs.length} ${shown} whose references take about ${plan.bytes} bytes with its own results, and Tekton `
    + `grants each of its ${plan.containers} containers ${plan.budget}`;
  const fewer = 'have fewer outputs, steps or sidecars';
  if (plan.least > plan.budget) {
    return [`${facts}; not even an index fits beside what needs a result of its own (results of steps, build outputs, references, strings): `
      + `declare a smaller 'maxBytes' for results, or ${fewer}`];
  }
  // Without an index only assumed sizes are too large; the upload step counts the real ones and never loses a result silently.
  return plan.index && model.strictResults ? [`${facts}: drop 'strictResults' to pass them as one index, or ${fewer}`] : [];
}
