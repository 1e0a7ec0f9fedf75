import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';

export const stepWorkspace: Rule = {
  id: 'tekton/step-workspace',
  severity: 'error',
  stage: 'admission',
  summary: 'a step or sidecar uses workspaces of its Task only',
  reason: 'others are not there',
  source: 'pkg/apis/pipeline/v1/task_validation.go, validateWorkspaceUsages',
  fix: 'declare the workspace in the Task, or correct the name',
  passing: exampleOf('Task', 'workspaces: [{name: source}]\nsteps: [{name: hello, image: busybox, command: [echo], workspaces: [{name: source}]}]'),
  failing: exampleOf('Task', 'workspaces: [{name: source}]\nsteps: [{name: hello, image: busybox, command: [echo], workspaces: [{name: sources}]}]'),
  check: eachTaskSpec(({ spec, steps, sidecars }, { report }) => {
    const known = (spec.workspaces ?? []).map(({ name = '' }) => name);
    const users = [...steps.map(({ step, path, label }) => ({ used: step.workspaces, path, label })),
      ...sidecars.map(({ sidecar, path, label }) => ({ used: sidecar.workspaces, path, label }))];
    for (const { used = [], path, label } of users) {
      used.forEach(({ name = '' }, index) => {
        if (!known.includes(name)) report(`${path}.workspaces[${index}].name`, { message: `${label} uses the workspace '${name}', which the Task does not declare${suggestion(name, known)}` });
      });
    }
  }),
};
