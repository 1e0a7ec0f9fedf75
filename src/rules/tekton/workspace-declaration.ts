import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { cleanPath } from '../webhook/clean-path';

export const workspaceDeclaration: Rule = {
  id: 'tekton/workspace-declaration',
  severity: 'error',
  stage: 'admission',
  summary: 'the workspaces of a Task have names and mount paths of their own',
  reason: 'each is mounted into every step, where no other volume may lie',
  source: 'pkg/apis/pipeline/v1/task_validation.go, validateDeclaredWorkspaces',
  fix: 'rename one, or give it another mountPath',
  passing: exampleOf('Task', 'workspaces: [{name: source}, {name: cache}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  failing: exampleOf('Task', 'workspaces: [{name: source}, {name: source}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  check: eachTaskSpec(({ spec, path, steps }, { report }) => {
    const mounts = [...steps.flatMap(({ step }) => step.volumeMounts ?? []), ...spec.stepTemplate?.volumeMounts ?? []];
    const paths = new Set(mounts.map(({ mountPath = '' }) => cleanPath(mountPath)));
    const names = new Set<string>();
    (spec.workspaces ?? []).forEach(({ name = '', mountPath }, index) => {
      const at = `${path}.workspaces[${index}]`;
      if (names.has(name)) report(`${at}.name`, { message: `two workspaces are called '${name}'` });
      names.add(name);
      const target = cleanPath(mountPath || `/workspace/${name}`);
      if (paths.has(target)) report(at, { message: `the workspace '${name}' is mounted at '${target}', where something else is mounted` });
      paths.add(target);
    });
  }),
};
