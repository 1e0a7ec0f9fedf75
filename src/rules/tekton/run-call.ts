import { paramTypeProblem } from '../../lowering/param-type';
import type { Json, PlainParamSpec } from '../../lowering/plain';
import { exampleOf } from '../example';
import type { Rule, RuleContext } from '../rule';
import type { Param, ParamSpec, Pipeline, PipelineRun, Task, TaskRun, WorkspaceBinding } from '../schema/tekton-types';

export const runCall: Rule = {
  id: 'tekton/run-call',
  severity: 'error',
  stage: 'run',
  summary: 'a run gives the params and workspaces that its Task or Pipeline needs',
  reason: 'the webhook does not look into what is referred to; the run fails (ParameterMissing, InvalidWorkspaceBindings)',
  source: 'pkg/reconciler/{taskrun,pipelinerun}; what is referred to is known where it is among the files that are checked',
  fix: 'add what is missing, and correct the type of what is there',
  passing: exampleOf('TaskRun', 'params: [{name: x, value: a}]\ntaskSpec: {params: [{name: x}], steps: [{image: busybox, command: [echo, $(params.x)]}]}'),
  failing: exampleOf('TaskRun', 'taskSpec: {params: [{name: x}], steps: [{image: busybox, command: [echo, $(params.x)]}]}'),
  check: (context) => {
    const { document, documents } = context;
    const taskRun = document.decodedAs<TaskRun>('TaskRun')?.spec;
    if (taskRun) {
      const name = taskRun.taskRef?.resolver ? undefined : taskRun.taskRef?.name;
      const task = taskRun.taskSpec ?? (name && documents.find('Task', name, document)?.decodedAs<Task>('Task')?.spec);
      if (task) compare({ ...taskRun, declared: task, what: name ? `Task '${name}'` : 'its taskSpec' }, context);
    }
    const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
    if (pipelineRun) {
      const name = pipelineRun.pipelineRef?.resolver ? undefined : pipelineRun.pipelineRef?.name;
      const pipeline = pipelineRun.pipelineSpec ?? (name && documents.find('Pipeline', name, document)?.decodedAs<Pipeline>('Pipeline')?.spec);
      if (pipeline) compare({ ...pipelineRun, declared: pipeline, what: name ? `Pipeline '${name}'` : 'its pipelineSpec' }, context);
    }
  },
};

/** What a Task and a Pipeline declare alike. */
interface Declared {
  readonly params?: readonly ParamSpec[];
  readonly workspaces?: readonly { readonly name?: string; readonly optional?: boolean }[];
}

interface Call {
  readonly params?: readonly Param[];
  readonly workspaces?: readonly WorkspaceBinding[];
  readonly declared: Declared;
  readonly what: string;
}

function compare({ params = [], workspaces = [], declared, what }: Call, { document, report }: RuleContext): void {
  for (const spec of declared.params ?? []) {
    const index = params.findIndex(({ name }) => name === spec.name);
    if (index < 0) {
      if (spec.default === undefined) report('spec', { message: `the ${document.kind} gives no value for the param '${spec.name ?? ''}' of ${what}`, fix: 'add it to params' });
      continue;
    }
    const { value } = params[index];
    const problem = value !== undefined && paramTypeProblem(spec as PlainParamSpec, value as Json);
    if (problem) report(`spec.params[${index}].value`, { message: `the ${document.kind} sets the param '${spec.name ?? ''}' of ${what} ${problem}` });
  }
  for (const { name = '', optional } of declared.workspaces ?? []) {
    // A cluster may have a default for those of TaskRuns.
    if (optional || workspaces.some((bound) => bound.name === name)) continue;
    report('spec', { message: `the ${document.kind} binds nothing to the workspace '${name}' of ${what}`, fix: 'add it to workspaces', ...document.kind === 'TaskRun' ? { severity: 'warning' } : {} });
  }
}
