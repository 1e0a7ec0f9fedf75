import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import { repeated } from '../names';
import type { Rule } from '../rule';
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
  check: eachPipelineSpec(({ spec, path, owner, tasks, finally: last }, { report }) => {
    const declared = spec.workspaces ?? [];
    const names = declared.map(({ name = '' }) => name);
    names.forEach((name, index) => {
      if (name === '') report(`${path}.workspaces[${index}]`, { message: `workspace ${index + 1} has no name` });
    });
    for (const { index, name } of repeated(declared, (workspace) => workspace.name)) report(`${path}.workspaces[${index}]`, { message: `two workspaces are called '${name}'` });
    // What is inline in a run may use the run's workspaces, too.
    if (owner !== 'Pipeline') return;
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
