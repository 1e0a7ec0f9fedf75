import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import { pipelineSpecOf } from '../model/referenced-task';
import type { Rule } from '../rule';
import type { ParamSpec, PipelineRun, Task, TaskRun } from '../schema/tekton-types';
import { STEP } from './step-example';

const run = (param: string): string => `${exampleOf('Task', `params: [{name: target, default: all}]\nsteps: [{${STEP}, command: [make, $(params.target)]}]`)}---\n`
  + exampleOf('TaskRun', `timeout: 15m\ntaskRef: {name: example}\nparams: [{name: ${param}, value: test}]`);

export const extraParam: Rule = {
  id: 'best-practice/extra-param',
  severity: 'warning',
  stage: 'none',
  summary: 'a run sets only params that its Task or Pipeline declares',
  reason: 'Tekton ignores others without a word: mostly a name is misspelt, and the default holds',
  source: 'tekton-lint, no-extra-param',
  fix: 'correct the name, or remove the param',
  passing: run('target'),
  failing: run('tagret'),
  check: (context) => {
    const { document, documents, report } = context;
    const taskRun = document.decodedAs<TaskRun>('TaskRun')?.spec;
    const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
    const declared = taskRun?.taskRef?.name && !taskRun.taskRef.resolver
      ? documents.find('Task', taskRun.taskRef.name, document)?.decodedAs<Task>('Task')?.spec
      : pipelineRun?.pipelineRef && !pipelineRun.pipelineRef.resolver ? pipelineSpecOf(pipelineRun.pipelineRef.name, context) : undefined;
    if (!declared) return;
    const names = (declared.params ?? [] as readonly ParamSpec[]).map(({ name = '' }) => name);
    ((taskRun ?? pipelineRun)?.params ?? []).forEach(({ name = '' }, index) => {
      if (!names.includes(name)) report(`spec.params[${index}].name`, { message: `nobody declares the param '${name}'${suggestion(name, names)}` });
    });
  },
};
