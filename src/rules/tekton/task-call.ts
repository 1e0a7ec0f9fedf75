import { taskParamProblems, taskWorkspaceProblems } from '../../lowering/pipeline-checks';
import { exampleOf } from '../example';
import { pipelineModelOf } from '../model/pipeline-model';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';

export const taskCall: Rule = {
  id: 'tekton/task-call',
  severity: 'error',
  stage: 'run',
  summary: 'a Pipeline passes to each Task the params and workspaces that it declares',
  reason: 'the webhook does not look into Tasks; the run fails (ParameterMissing, ParameterTypeMismatch, InvalidWorkspaceBindings)',
  source: 'pkg/reconciler/pipelinerun/resources, as measured; Tasks are known where they are inline or among the files that are checked',
  fix: 'pass what is missing, and correct what is not known',
  passing: exampleOf('Pipeline', 'tasks: [{name: one, params: [{name: x, value: a}], taskSpec: {params: [{name: x}], steps: [{image: busybox, command: [echo, $(params.x)]}]}}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: one, params: [{name: x, value: [a]}], taskSpec: {params: [{name: x}], steps: [{image: busybox, command: [echo, $(params.x)]}]}}]'),
  check: eachPipelineSpec((pipeline, { document, documents, report }) => {
    const model = pipelineModelOf(pipeline, document, documents);
    [...pipeline.tasks, ...pipeline.finally].forEach(({ task, path, label }, index) => {
      for (const { name, problem } of taskParamProblems(model.tasks[index])) {
        // What nobody declares is visible to the inline steps all the same.
        if (task.taskSpec && problem.startsWith('sets the unknown')) continue;
        const at = (task.params ?? []).findIndex((param) => param.name === name);
        // What a variable by itself stands for, is known to the run.
        const value = task.params?.[at]?.value;
        if (typeof value === 'string' && /^\$\([^()]*\)$/.test(value)) continue;
        // Tekton passes it on, and nobody reads it.
        const isIgnored = problem.startsWith('sets the unknown');
        report(at < 0 ? path : `${path}.params[${at}]`, { message: `${label} ${problem}`, ...isIgnored ? { severity: 'warning', stage: 'none' } : {} });
      }
      // Workspaces of a run reach what is inline in it by their names.
      if (pipeline.owner !== 'Pipeline' || task.taskSpec) return;
      for (const { name, problem } of taskWorkspaceProblems(model, model.tasks[index])) {
        const at = (task.workspaces ?? []).findIndex((workspace) => workspace.name === name);
        report(at < 0 ? path : `${path}.workspaces[${at}]`, { message: `${label} ${problem}` });
      }
    });
  }),
};
