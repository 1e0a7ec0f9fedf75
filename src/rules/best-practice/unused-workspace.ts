import { exampleOf } from '../example';
import type { Rule, RuleContext } from '../rule';
import { eachPipelineSpec, eachTaskSpec } from '../visit';
import { DONE_STEP, STEP } from './step-example';
import { hasForeignProgram } from './used-names';

export const unusedWorkspace: Rule = {
  id: 'best-practice/unused-workspace',
  severity: 'warning',
  stage: 'none',
  summary: 'every workspace that is declared is used',
  reason: 'whoever runs it has to provide a volume for nothing, and tasks with the same claim are put on one node',
  source: 'https://tekton.dev/docs/pipelines/workspaces/',
  fix: 'remove the workspace, or make it optional',
  passing: exampleOf('Task', `workspaces: [{name: source}]\nsteps: [{${STEP}, workingDir: $(workspaces.source.path), command: [make]}]`),
  failing: exampleOf('Task', `workspaces: [{name: source}]\nsteps: [${DONE_STEP}]`),
  check: (context) => {
    tasks(context);
    pipelines(context);
  },
};

const tasks = eachTaskSpec(({ spec, path }, context) => {
  // Where it is mounted may be known to any program in any image, unless its default place is named nowhere.
  const text = JSON.stringify([spec.steps, spec.sidecars, spec.stepTemplate, spec.volumes]);
  (spec.workspaces ?? []).forEach(({ name = '', mountPath, optional }, index) => {
    if (mountPath || optional || isNamed(text, name) || text.includes('/workspace')) return;
    if (hasForeignProgram(spec)) return;
    unused(name, `${path}.workspaces[${index}].name`, 'the Task', context);
  });
});

const pipelines = eachPipelineSpec(({ spec, path, tasks: dag, finally: last }, context) => {
  const bound = new Set([...dag, ...last].flatMap(({ task }) => (task.workspaces ?? []).map(({ name, workspace }) => workspace ?? name)));
  const text = JSON.stringify([spec.tasks, spec.finally]);
  (spec.workspaces ?? []).forEach(({ name = '', optional }, index) => {
    if (optional || bound.has(name) || isNamed(text, name)) return;
    unused(name, `${path}.workspaces[${index}].name`, 'the Pipeline', context);
  });
});

function isNamed(text: string, name: string): boolean {
  return text.includes(`workspaces.${name}.`) || text.includes(`workspaces["${name}`) || text.includes(`workspaces['${name}`) || text.includes(`"workspaces":[{"name":"${name}"`);
}

function unused(name: string, path: string, owner: string, { report }: RuleContext): void {
  report(path, { message: `${owner} never uses its workspace '${name}'` });
}
