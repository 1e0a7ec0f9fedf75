import { arrayIndexProblem } from './array-index';
import { TaskRunError } from './errors';
import type { ResultSpec, Sidecar, Step, StepActionSpec, TaskSpec, Volume, WorkspaceBinding } from './manifest';
import { paramProblem, taskParamReplacements } from './params';
import { applyPodTemplate } from './pod-template';
import { containersOf } from './result-budget';
import { resolveStepAction } from './step-action';
import { mergeStepTemplate } from './step-template';
import { applyReplacements, type Replacements, stringReplacements, variablesIn } from './substitution';
import type { TaskRunInput } from './task-run-input';
import { replaceInStep, replaceInTask } from './task-substitution';
import { bindingProblem, mountWorkspaces, replaceWorkspaces } from './workspaces';

/** A step with a name: `unnamed-0` where the Task has none. */
export type NamedStep = Step & { readonly name: string };

/** A Task ready to run: everything that is known before the first step starts has been replaced. */
export interface ResolvedTask {
  readonly steps: readonly NamedStep[];
  readonly sidecars: readonly Sidecar[];
  readonly volumes: readonly Volume[];
  readonly results: readonly ResultSpec[];
  /** Containers of the pod, Tekton's own included. */
  readonly containers: number;
}

/**
 * Resolves a Task for one attempt of a TaskRun, in Tekton's order: StepActions, params, context, results, exit codes,
 * workspaces, credentials, stepTemplate, podTemplate.
 *
 * Source: `prepare`, `applyParamsContextsResultsAndWorkspaces` and `createPod` in pkg/reconciler/taskrun/taskrun.go.
 *
 * @param attempt 0 for the first
 * @param stepAction finds a StepAction of the input
 * @throws TaskRunError with the reason that a cluster would give
 */
export function resolveTask(run: TaskRunInput, attempt: number, stepAction: (name: string) => StepActionSpec | undefined): ResolvedTask {
  const specs = run.spec.params ?? [];
  const problem = paramProblem(specs, run.params);
  if (problem) throw invalid(`invalid input params for task ${run.taskName}: ${problem}`);
  const outOfRange = arrayIndexProblem(specs, run.params, run.spec);
  if (outOfRange) throw invalid(outOfRange);
  const params = taskParamReplacements(specs, run.params);
  const bindings = run.workspaces.map((binding) => replaceInBinding(binding, params));
  const unbound = bindingProblem(run.spec.workspaces ?? [], bindings);
  if (unbound) throw invalid(unbound);
  const withSteps = { ...run.spec, steps: run.spec.steps.map((step) => fillStep(step, params, stepAction)) };
  const replaced = [params, contextReplacements(run, attempt)].reduce(replaceInTask, withSteps);
  const withPaths = replaceWorkspaces(replacePaths(replaced), bindings);
  const spec = replaceInTask(withPaths, stringReplacements({ 'credentials.path': '/tekton/creds' }));
  checkVariables(spec);
  const merged = { ...spec, steps: mergeStepTemplate(spec.steps, spec.stepTemplate) };
  return finish(applyPodTemplate(mountWorkspaces(merged, bindings), run.podTemplate));
}

/** The directory of a step's metadata in the pod: results, exit code. */
function stepDirectory(step: Step, index: number): string {
  return `/tekton/steps/step-${step.name || `unnamed-${index}`}`;
}

/** Replaces variables in a workspace binding. Source: `replaceWorkspaceBindingVars` in pkg/workspace/apply.go. */
export function replaceInBinding(binding: WorkspaceBinding, replacements: Replacements): WorkspaceBinding {
  const { subPath, name, ...source } = binding;
  const [volume] = replaceInTask({ steps: [], volumes: [{ ...source, name }] }, replacements).volumes ?? [];
  return { ...volume, name, ...subPath && { subPath: applyReplacements(subPath, replacements) } };
}

function fillStep(step: Step, params: Replacements, stepAction: (name: string) => StepActionSpec | undefined): Step {
  if (!step.ref) return step;
  const action = step.ref.resolved?.spec ?? stepAction(step.ref.name ?? '');
  if (!action) throw new TaskRunError('TaskRunResolutionFailed', `step '${step.name}' refers to StepAction '${step.ref.name}', which is not in the input: add its YAML`);
  return resolveStepAction(step, action, params);
}

function contextReplacements(run: TaskRunInput, attempt: number): Replacements {
  return stringReplacements({
    'context.taskRun.name': run.name,
    'context.task.name': run.taskName,
    'context.taskRun.namespace': run.namespace,
    'context.taskRun.uid': run.uid,
    'context.task.retry-count': String(attempt),
  });
}

function replacePaths(spec: TaskSpec): TaskSpec {
  const steps = spec.steps.map((step, index) => replaceInStep(step, stringReplacements([
    ...pathVariables('step.results', step.results ?? [], `${stepDirectory(step, index)}/results`),
    ['step.artifacts.path', `${stepDirectory(step, index)}/artifacts/provenance.json`],
    ['artifacts.path', '/tekton/artifacts/provenance.json'],
  ])));
  const exitCodes = steps.map((step, index) => [`steps.step-${step.name || `unnamed-${index}`}.exitCode.path`, `${stepDirectory(step, index)}/exitCode`] as const);
  return replaceInTask({ ...spec, steps }, stringReplacements([...pathVariables('results', spec.results ?? [], '/tekton/results'), ...exitCodes]));
}

function pathVariables(prefix: string, results: readonly ResultSpec[], directory: string): (readonly [string, string])[] {
  return results.flatMap(({ name }) => [`${prefix}.${name}.path`, `${prefix}["${name}"].path`, `${prefix}['${name}'].path`]
    .map((variable) => [variable, `${directory}/${name}`] as const));
}

/**
 * Tekton validates the Task again once everything is replaced, so a param's value may not hold a variable either.
 */
function checkVariables(spec: TaskSpec): void {
  const declared = new Set((spec.params ?? []).map(({ name }) => name));
  for (const [index, step] of spec.steps.entries()) {
    const { script, workingDir, image, command = [], args = [], env = [] } = step;
    const texts = [script, workingDir, image, ...command, ...args, ...env.map(({ value }) => value)];
    for (const variable of texts.flatMap((text) => variablesIn(text ?? ''))) {
      const param = /^params\.([^.[]+)/.exec(variable)?.[1];
      if ((param && !declared.has(param)) || /^context\.(?:task|taskRun)\./.test(variable)) {
        throw invalid(`step '${step.name ?? index}' has the unknown variable '$(${variable})' once params are replaced`);
      }
    }
  }
}

function finish(spec: TaskSpec): ResolvedTask {
  const steps = spec.steps.map((step, index) => ({ ...step, name: step.name || `unnamed-${index}` }));
  const sidecars = spec.sidecars ?? [];
  return { steps, sidecars, volumes: spec.volumes ?? [], results: spec.results ?? [], containers: containersOf(steps, sidecars) };
}

function invalid(message: string): TaskRunError {
  return new TaskRunError('TaskRunValidationFailed', message);
}
