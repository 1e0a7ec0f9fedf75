import { suggestion } from '../private/suggestion';
import { paramUseProblem } from './param-use';
import { isDescription, textsWithVariables } from './plain';
import type { PlainContainer, PlainParamSpec, PlainResult } from './plain';
import { variablesOf } from './variables';
import type { Variable } from './variables';

/** A StepAction as it stands in its manifest. */
export interface PlainStepAction extends PlainContainer {
  readonly params?: readonly PlainParamSpec[];
  readonly results?: readonly PlainResult[];
}

/**
 * What is wrong with a StepAction: what the webhook would refuse and what would only fail in a run.
 *
 * @param action for messages: `step action 'ci/clone'`
 * @returns full sentences, empty when all is well
 */
export function checkStepAction(action: string, spec: PlainStepAction): string[] {
  if (!spec.image) return [`${action} has no image, set 'image'`];
  return [
    ...spec.script !== undefined && spec.command ? [`${action} has both script and command, keep one`] : [],
    ...(spec.volumeMounts ?? []).filter(({ name }) => !/^\$\(params[.[][^()\s]+\)$/.test(name)).map(({ name }) =>
      `${action} mounts '${name}', and which volume it is the Task says: declare a param for its name and mount '$(params.<name>)'`),
    ...checkVariables(action, spec),
  ];
}

function checkVariables(action: string, spec: PlainStepAction): string[] {
  // What a default names is for the Task that uses it to have.
  const { params: _params, results: _results, ...program } = spec;
  return textsWithVariables(program).filter(({ path }) => !isDescription(path)).flatMap(({ path, text }) => variablesOf(text).flatMap((variable) => {
    const problem = problemOf(spec, variable, path);
    return problem ? [`${action} has '${variable.text}' in ${path}: ${problem}`] : [];
  }));
}

function problemOf(spec: PlainStepAction, variable: Variable, path: string): string | undefined {
  const [root, second] = variable.segments;
  switch (root) {
    case 'params':
      return path === 'script' ? 'Tekton substitutes no params in the script of a StepAction, set env and read the variable' : paramUseProblem(variable, spec.params ?? [], 'it');
    case 'step':
      return second === 'results' ? resultProblem(spec, variable) : undefined;
    case 'results':
      return "the results of a StepAction are those of its step, expected '$(step.results.<name>.path)'";
    case 'inputs':
    case 'outputs':
      return 'artifacts are those of a Task, which decides where they lie: expected artifactPath()';
    default:
      return undefined;
  }
}

function resultProblem({ results = [] }: PlainStepAction, { segments }: Variable): string | undefined {
  const names = results.map(({ name }) => name);
  const name = segments.slice(2, -1).join('.');
  if (segments[segments.length - 1] !== 'path') return "expected '$(step.results.<name>.path)'";
  return names.includes(name) ? undefined : `it declares no result '${name}'${suggestion(name, names)}`;
}
