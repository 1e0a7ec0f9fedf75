import { pipelineVariableProblems } from '../../lowering/pipeline-variables';
import type { PlainObject } from '../../lowering/plain';
import { exampleOf } from '../example';
import { valueAt } from '../model/path';
import { pipelineModelOf } from '../model/pipeline-model';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';

export const pipelineVariable: Rule = {
  id: 'tekton/pipeline-variable',
  severity: 'error',
  stage: 'run',
  summary: 'every variable in a Pipeline names something that is there and fits where it stands',
  reason: 'the webhook lets many pass; the run fails (InvalidTaskResultReference), or the text stays as it is',
  source: 'docs/variables.md of Tekton, and its webhook as measured',
  fix: 'declare what the variable names, or correct it',
  passing: exampleOf('Pipeline', `
tasks:
  - {name: one, taskSpec: {results: [{name: x}], steps: [{image: busybox, script: printf 1 > $(results.x.path)}]}}
  - {name: two, taskRef: {name: two}, params: [{name: x, value: $(tasks.one.results.x)}]}`),
  failing: exampleOf('Pipeline', `
tasks:
  - {name: one, taskSpec: {results: [{name: x}], steps: [{image: busybox, script: printf 1 > $(results.x.path)}]}}
  - {name: two, taskRef: {name: two}, params: [{name: x, value: $(tasks.one.results.y)}]}`),
  check: eachPipelineSpec((pipeline, { document, documents, report, api }) => {
    const model = pipelineModelOf(pipeline, document, documents);
    for (const { path, variable, start, problem } of pipelineVariableProblems(model, pipeline.spec as PlainObject)) {
      if (works(variable, problem, path, api === 'alpha') || isWhole(variable, problem, valueAt(pipeline.spec, path))) continue;
      report(`${pipeline.path}.${path}`, { message: `'${variable}': ${problem}`, within: { index: start, text: variable } });
    }
  }),
};

/** A whole result is put in by itself with or without [*]: only the compiler of this library wants it. */
function isWhole(variable: string, problem: string, text: unknown): boolean {
  return variable === text && problem.includes("read it by '[*]'");
}

/** Passed on as it is, it may mean something to the Task, which puts it in behind its params; names may contain params of the matrix. */
function works(variable: string, problem: string, path: string, hasArtifacts: boolean): boolean {
  const isPassedOn = variable.startsWith('$(workspaces.') || (variable.startsWith('$(results.') && /^(?:tasks|finally)\[\d+\]\.params\[/.test(path));
  return isPassedOn || /displayName$|\.matrix\./.test(path) || (hasArtifacts && problem.startsWith('Tekton never substitutes'));
}
