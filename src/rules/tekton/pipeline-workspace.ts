import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import { taskSpecOf } from '../model/referenced-task';
import type { PipelineTaskView } from '../model/views';
import { repeated } from '../names';
import type { Rule, RuleContext } from '../rule';
import type { PipelineRun } from '../schema/tekton-types';
import { eachPipelineSpec } from '../visit';

export const pipelineWorkspace: Rule = {
  id: 'tekton/pipeline-workspace',
  severity: 'error',
  stage: 'admission',
  summary: 'the workspaces of a Pipeline have names of their own, and its tasks use these',
  reason: 'a run binds the workspaces of its Pipeline',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validatePipelineWorkspacesUsage',
  fix: 'declare the workspace in the Pipeline, or correct the name',
  passing: exampleOf('Pipeline', 'workspaces: [{name: shared}]\ntasks: [{name: build, taskRef: {name: build}, workspaces: [{name: source, workspace: shared}]}]'),
  failing: exampleOf('Pipeline', 'workspaces: [{name: shared}]\ntasks: [{name: build, taskRef: {name: build}, workspaces: [{name: source, workspace: shard}]}]'),
  check: eachPipelineSpec(({ spec, path, owner, tasks, finally: last }, context) => {
    const { report } = context;
    const declared = spec.workspaces ?? [];
    const names = declared.map(({ name = '' }) => name);
    names.forEach((name, index) => {
      if (name === '') report(`${path}.workspaces[${index}]`, { message: `workspace ${index + 1} has no name` });
    });
    for (const { index, name } of repeated(declared, (workspace) => workspace.name)) report(`${path}.workspaces[${index}]`, { message: `two workspaces are called '${name}'` });
    if (owner === 'PipelineTask') return;
    if (owner === 'PipelineRun') return checkRun([...tasks, ...last], names, context);
    for (const { task, path: at, label } of [...tasks, ...last]) {
      const used = task.workspaces ?? [];
      for (const { index, name } of repeated(used, (workspace) => workspace.name)) report(`${at}.workspaces[${index}]`, { message: `${label} binds the workspace '${name}' twice` });
      used.forEach(({ name = '', workspace }, index) => {
        const wanted = workspace || name;
        if (!names.includes(wanted)) report(`${at}.workspaces[${index}]`, { message: `${label} uses the workspace '${wanted}', which the Pipeline does not declare${suggestion(wanted, names)}` });
      });
    }
  }),
};

/** What is inline in a run may use the run's workspaces, too. The webhook of v1 leaves that to the run. */
function checkRun(tasks: readonly PipelineTaskView[], declared: readonly string[], context: RuleContext): void {
  const { document: { isConverted }, report } = context;
  const bound = context.document.decodedAs<PipelineRun>('PipelineRun')?.spec?.workspaces ?? [];
  const names = new Set([...declared, ...bound.map(({ name = '' }) => name)]);
  for (const view of tasks) {
    const { task: { workspaces: used = [] }, path, label } = view;
    if (isConverted) {
      for (const { index, name } of repeated(used, (workspace) => workspace.name)) report(`${path}.workspaces[${index}]`, { message: `${label} binds the workspace '${name}' twice` });
      // Any name that a task has given so far is known there.
      used.forEach(({ name = '' }) => names.add(name));
    }
    used.forEach(({ name = '', workspace }, index) => {
      const wanted = workspace || name;
      if (names.has(wanted) || !isConverted && !isNeeded(name, view, context)) return;
      const message = `${label} uses the workspace '${wanted}', which neither the run nor its pipelineSpec has${suggestion(wanted, [...names])}`;
      report(`${path}.workspaces[${index}]`, { message, stage: isConverted ? 'admission' : 'run' });
    });
  }
}

/** Tells whether a task surely cannot do without a workspace. */
function isNeeded(name: string, task: PipelineTaskView, context: RuleContext): boolean {
  return taskSpecOf(task, context)?.workspaces?.some((workspace) => workspace.name === name && !workspace.optional) ?? false;
}
