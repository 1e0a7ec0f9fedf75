import { PATHS } from '../contract/paths';
import { suggestion } from '../private/suggestion';
import { isDescription, mapStrings, textsWithVariables } from './plain';
import type { PlainTaskSpec } from './plain';
import type { InputModel, OutputModel, TaskModel } from './task-model';

/** `$(inputs.source.path)`, `$(outputs.app.uri)`; also names that nobody declared. */
const VARIABLE = /\$\((inputs|outputs)\.([A-Za-z0-9_-]+)(?:\.([A-Za-z0-9_-]+))?\)/g;

/** What looks like an artifact variable, well-formed or not: brackets are Tekton's notation, not ours. */
const LOOKALIKE = /\$\((?:inputs|outputs)[.[][^)\n]*\)?/g;

/** The path at which an input's content lies. */
export function inputPath(name: string): string {
  return `${PATHS.inputs}/${name}`;
}

/** The path that an output is written to. */
export function outputPath(name: string): string {
  return `${PATHS.outputs}/${name}`;
}

/** The param by which the reference of an input arrives. */
function inputExpression(input: InputModel, field: 'uri' | 'digest'): string | undefined {
  return input.codec === 'object' ? `$(params.${input.name}.${field})` : undefined;
}

/**
 * Replaces every artifact variable of a Task by what Tekton v1 knows: a path or a param.
 *
 * Tekton passes `$(inputs.x.path)` silently, so what cannot be replaced is a problem and none may remain.
 */
export function rewriteArtifactVariables(model: TaskModel, spec: PlainTaskSpec): { spec: PlainTaskSpec; problems: string[] } {
  const rewritten = mapStrings(spec, (text) => !text.includes('$(') ? text : text.replace(VARIABLE, (variable, side, name, field) =>
    valueOf(model, side, name, field) ?? variable));
  const problems: string[] = [];
  for (const { path, text } of textsWithVariables(spec)) {
    if (isDescription(path)) continue;
    for (const [variable] of text.matchAll(LOOKALIKE)) {
      const [whole, side, name, field] = new RegExp(VARIABLE.source).exec(variable) ?? [];
      const problem = whole === variable ? problemOf(model, side, name, field, path) : MALFORMED;
      if (problem) problems.push(`task '${model.path}' has '${variable}' in ${path}: ${problem}`);
    }
  }
  return { spec: rewritten, problems };
}

const MALFORMED = "expected '$(inputs.<name>.path)' or '$(outputs.<name>.path)', with dots and without spaces";

function valueOf(model: TaskModel, side: string, name: string, field: string | undefined): string | undefined {
  if (side === 'inputs') {
    const input = model.inputs.find((candidate) => candidate.name === name);
    if (!input) return undefined;
    if (field === 'path') return input.content ? inputPath(name) : undefined;
    return field === 'uri' || field === 'digest' ? inputExpression(input, field) : undefined;
  }
  const output = model.outputs.find((candidate) => candidate.name === name);
  if (!output) return undefined;
  // A reference output has no content: its 'path' is the file into which the step writes '<uri>@<digest>'.
  return field === (output.type === 'reference' ? 'uri' : 'path') ? outputPath(name) : undefined;
}

function problemOf(model: TaskModel, side: string, name: string, field: string | undefined, path: string): string | undefined {
  if (side === 'inputs') {
    const input = model.inputs.find((candidate) => candidate.name === name);
    if (!input) return undeclared('input', name, model.inputs);
    return inputProblem(model, input, field, path);
  }
  const output = model.outputs.find((candidate) => candidate.name === name);
  if (!output) return undeclared('output', name, model.outputs);
  const expected = output.type === 'reference' ? 'uri' : 'path';
  if (field === expected) return undefined;
  return output.type === 'reference'
    ? `a reference output has only the file '$(outputs.${name}.uri)', into which a step writes '<uri>@<digest>'`
    : `a content output has only '$(outputs.${name}.path)'; its uri and digest exist after the upload, bind them in the Pipeline`;
}

function inputProblem(model: TaskModel, input: InputModel, field: string | undefined, path: string): string | undefined {
  if (field === 'path') {
    return input.content ? undefined : 'the input is declared without content, only its uri and digest can be read';
  }
  if (field !== 'uri' && field !== 'digest') return `an input has 'path', 'uri' and 'digest', not '${field ?? ''}'`;
  if (input.codec !== 'object') return `an input of codec '${input.codec}' has no '${field}', read its content by 'path'`;
  if (/\.script$/.test(path) && !model.paramsInScripts) {
    return `text from another Task must not become part of a script, set env: { ${shellName(input.name, field)}: `
      + `'$(inputs.${input.name}.${field})' } and read "$${shellName(input.name, field)}"`;
  }
  return undefined;
}

function shellName(name: string, field: string): string {
  return `${name}_${field}`.toUpperCase().replace(/-/g, '_');
}

function undeclared(what: string, name: string, declared: readonly (InputModel | OutputModel)[]): string {
  const names = declared.map((candidate) => candidate.name);
  return `the task declares no ${what} '${name}'${suggestion(name, names)}`;
}
