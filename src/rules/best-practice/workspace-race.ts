import { exampleOf } from '../example';
import { taskSpecOf } from '../model/referenced-task';
import { earlierTasks } from '../model/task-order';
import type { PipelineTaskView } from '../model/views';
import type { Rule, RuleContext } from '../rule';
import { eachPipelineSpec } from '../visit';
import { STEP } from './step-example';

const task = (name: string, more: string): string => `- {name: ${name}, workspaces: [{name: out, workspace: shared}]${more}, taskSpec: {workspaces: [{name: out}], steps: [{${STEP}, command: [touch, $(workspaces.out.path)/file]}]}}`;
const pipeline = (more: string): string => exampleOf('Pipeline', `workspaces: [{name: shared}]\ntasks:\n${task('build', '')}\n${task('lint', more)}`);

export const workspaceRace: Rule = {
  id: 'best-practice/workspace-race',
  severity: 'info',
  stage: 'none',
  summary: 'tasks that write to one workspace run one after the other, or in folders of their own',
  reason: 'which file wins differs from run to run; with a claim of mode ReadWriteOnce they even wait for one node',
  source: 'https://tekton.dev/docs/pipelines/workspaces/#using-workspaces-in-pipelines',
  fix: 'add runAfter, give each a subPath, declare the workspace of the reader readOnly, or pass artifacts instead',
  passing: pipeline(', runAfter: [build]'),
  failing: pipeline(''),
  check: eachPipelineSpec((view, context) => {
    const earlier = earlierTasks(view);
    const isBefore = (one: string, other: string): boolean => earlier.get(other)?.has(one) ?? false;
    const isOrdered = (one: string, other: string): boolean => isBefore(one, other) || isBefore(other, one);
    const uses = [...view.tasks, ...view.finally].flatMap((each) => usesOf(each, context));
    uses.forEach((use, index) => {
      const other = uses.slice(0, index).find(({ workspace, subPath, name }) =>
        workspace === use.workspace && subPath === use.subPath && name !== use.name && !isOrdered(name, use.name));
      // Of two that only read, neither minds.
      if (other && use.writes && other.writes) {
        context.report(use.path, { message: `the tasks '${other.name}' and '${use.name}' may write to the workspace '${use.workspace}' at the same time` });
      }
    });
  }),
};

const CREDENTIALS = /secret|cred|auth|token|ssh|docker-?config|kubeconfig|cert|netrc/i;

interface Use {
  readonly name: string;
  readonly workspace: string;
  readonly subPath?: string;
  readonly writes: boolean;
  readonly path: string;
}

/** The workspaces of a task whose Task is known; of others nobody can tell whether they write. */
function usesOf(view: PipelineTaskView, context: RuleContext): Use[] {
  const spec = taskSpecOf(view, context);
  if (!spec) return [];
  return (view.task.workspaces ?? []).map(({ name = '', workspace = name, subPath }, index) => ({
    name: view.task.name ?? '',
    workspace,
    subPath,
    // Credentials are bound to Secrets, which nobody can write to.
    writes: !CREDENTIALS.test(workspace) && (spec.workspaces?.some((declared) => declared.name === name && !declared.readOnly) ?? false),
    path: `${view.path}.workspaces[${index}]`,
  }));
}
