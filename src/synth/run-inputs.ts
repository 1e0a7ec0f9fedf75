import { ArtifactRef } from '../artifact-ref';
import { BLANK_REFERENCE, formatReference } from '../contract/artifact-reference';
import type { WireReference } from '../contract/artifact-reference';
import { paramTypeProblem } from '../lowering/param-type';
import { namespaceProblem } from '../lowering/pipeline-checks';
import type { RunContract } from '../lowering/pipeline-model';
import { isKnownContext } from '../lowering/pipeline-variables';
import { textsWithVariables } from '../lowering/plain';
import type { PlainParam } from '../lowering/plain';
import { variablesOf } from '../lowering/variables';
import { suggestion } from '../private/suggestion';
import type { RunProps } from '../run-props';
import { plainParams, valueProblems } from './to-plain';

/** What a run is given for what is declared by what runs. */
interface Given extends Pick<RunProps, 'params' | 'inputs'> {
  readonly workspaces?: { readonly [name: string]: unknown };
}

/** The params of a run: those of the author, and the references of the inputs. */
export function runParams(contract: RunContract, given: Given): PlainParam[] {
  const references = Object.entries(given.inputs ?? {}).map(([name, refs]) => {
    const codec = contract.inputs.find((input) => input.name === name)?.codec ?? 'object';
    const list = [refs].flat();
    if (codec === 'list') return { name, value: list.map(formatReference) };
    const { uri, digest }: WireReference = list[0] ?? BLANK_REFERENCE;
    return { name, value: codec === 'string' ? formatReference({ uri, digest }) : { uri, digest } };
  });
  return [...plainParams(given.params), ...references];
}

/** What is wrong with what a run is given, in full sentences. */
export function runProblems(run: string, contract: RunContract, props: Given, namespace?: string): string[] {
  const { label, params, inputs, workspaces } = contract;
  const given: Required<Given> = { params: props.params ?? {}, inputs: props.inputs ?? {}, workspaces: props.workspaces ?? {} };
  return [
    ...namespaceProblem(run, namespace, contract),
    ...params ? unknownNames(run, 'param', given.params, params, label) : [],
    ...valueProblems(given.params).map((problem) => `${run} ${problem}`),
    ...paramProblems(run, contract, given),
    ...countProblems(run, contract, given),
    ...unknownNames(run, 'input', given.inputs, inputs, label),
    ...Object.entries(given.inputs).filter(([, refs]) => [refs].flat().some((ref) => !(ref instanceof ArtifactRef))).map(([name]) =>
      `${run} sets the input '${name}' of ${label} to what is no reference, pass ArtifactRef.parse('...') or ArtifactRef.of(uri, digest)`),
    ...workspaces ? unknownNames(run, 'workspace', given.workspaces, workspaces, label) : [],
    ...(params ?? []).filter((param) => param.default === undefined && given.params[param.name] === undefined).map(({ name }) =>
      `${run} leaves the required param '${name}' of ${label} unset, pass params: { ${name}: ... }`),
    ...inputs.filter((input) => !input.optional && !(input.name in given.inputs)).map(({ name }) =>
      `${run} leaves the required input '${name}' of ${label} unbound, pass inputs: { ${name}: ArtifactRef.parse('...') }`),
    ...(workspaces ?? []).filter((workspace) => !workspace.optional && !(workspace.name in given.workspaces)).map(({ name }) =>
      `${run} leaves the workspace '${name}' of ${label} unbound, pass workspaces: { ${name}: WorkspaceBinding.emptyDir() } or another binding`),
  ];
}

/** Values of the wrong type, and texts that Tekton would take for more than text. */
function paramProblems(run: string, { label, params }: RunContract, given: Required<Given>): string[] {
  return plainParams(given.params).flatMap(({ name, value }) => {
    const param = params?.find((candidate) => candidate.name === name);
    const problem = param && paramTypeProblem(param, value);
    return [
      ...problem ? [`${run} sets the param '${name}' of ${label} ${problem}`] : [],
      ...textsWithVariables([value]).flatMap(({ text }) => variablesOf(text)).filter((variable) => !isKnownContext(variable)).map((variable) =>
        `${run} sets the param '${name}' of ${label} to a text with '${variable.text}': Tekton substitutes values of params too, `
        + 'and a run has no such variable, write the value itself'),
    ];
  });
}

/** One artifact for each input, but for a list. */
function countProblems(run: string, { label, inputs }: RunContract, given: Required<Given>): string[] {
  return Object.entries(given.inputs).flatMap(([name, refs]) => {
    const count = [refs].flat().length;
    const input = inputs.find((candidate) => candidate.name === name);
    if (!input || input.codec === 'list' || count === 1) return [];
    return [`${run} passes ${count} artifacts for input '${name}' of ${label}, expected one: declare it as a list (Artifact.files() or Artifact.directories())`];
  });
}

function unknownNames(run: string, what: string, given: object, declared: readonly { readonly name: string }[], label: string): string[] {
  const names = declared.map(({ name }) => name);
  return Object.keys(given).filter((name) => !names.includes(name)).map((name) => `${run} sets the unknown ${what} '${name}' of ${label}${suggestion(name, names)}`);
}
