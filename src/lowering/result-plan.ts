import { compact } from './plain';
import type { PlainResult, PlainTaskSpec } from './plain';
import type { OutputModel, OutputResult, TaskModel } from './task-model';
import { containerCount, messageBytes, safeMessageBudget } from '../contract/result-budget';
import type { MessageEntry } from '../contract/result-budget';

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
  /** Bytes of the upload step's message, estimated, and what it may have. */
  readonly bytes: number;
  readonly budget: number;
  /** By output name. */
  readonly results: ReadonlyMap<string, OutputResult>;
}

/**
 * Decides how the outputs become results, within what Tekton grants the pod.
 *
 * @param spec with all steps of the user, before injection
 */
export function planResults(model: TaskModel, spec: PlainTaskSpec, injectedSteps: number): ResultPlan {
  const containers = containerCount({
    steps: spec.steps.length + injectedSteps,
    sidecars: spec.sidecars?.length ?? 0,
    scripts: [...spec.steps, ...spec.sidecars ?? []].some((step) => step.script !== undefined),
    workspaceDirectory: spec.steps.some((step) => /^(\/workspace(\/|$)|\$\(workspaces\.)/.test(step.workingDir ?? '')),
  });
  const budget = safeMessageBudget(containers);
  const own = userEntries(model, spec);
  const bytes = messageBytes([...own, ...model.outputs.map((output) => outputEntry(model, output))]);
  const index = bytes > budget;
  return {
    containers,
    index,
    bytes,
    budget,
    results: new Map(model.outputs.map((output) => [
      output.name,
      index ? { result: INDEX_RESULT, selector: output.name } : { result: outputResultName(output) },
    ])),
  };
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

function outputEntry(model: TaskModel, output: OutputModel): MessageEntry {
  const uri = 'u'.repeat(model.storage.config?.['oci.repository']?.length ?? ASSUMED_URI_BYTES);
  const digest = `sha256:${'0'.repeat(64)}`;
  const value = output.codec === 'string'
    ? `oci:${uri}@${digest}`
    : JSON.stringify({ uri, digest, ...output.subject ? { isBuildArtifact: 'true' } : {} });
  return { key: outputResultName(output), value, type: 4 };
}

/** What to tell the author of a Task that insists on single results. */
export function budgetProblem(model: TaskModel, plan: ResultPlan): string {
  const shown = model.outputs.length === 1 ? 'output' : 'outputs';
  return `task '${model.path}' has ${model.outputs.length} ${shown} whose references take about ${plan.bytes} bytes, and Tekton grants each of its `
    + `${plan.containers} containers ${plan.budget}: drop 'strictResults' to pass them as one index, or have fewer outputs, steps or sidecars`;
}

