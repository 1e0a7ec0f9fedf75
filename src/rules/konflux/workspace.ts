import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { ARTIFACT_SUFFIX } from './trusted-names';

/** Workspaces that bring credentials; which names are allowed is data of the policy. */
const CREDENTIALS = /auth|netrc|ssh|cred|docker-?config|token|cert|kubeconfig/i;

const task = (workspaces: string): string => exampleOf('Task', `params: [{name: SOURCE_ARTIFACT}]\n${workspaces}\nsteps: [{name: build, image: busybox, command: [make]}]`);

export const workspace: Rule = {
  id: 'konflux/workspace',
  severity: 'error',
  stage: 'none',
  summary: 'a Task with trusted artifacts shares no data by workspaces',
  reason: 'any task with the same workspace could change what was verified',
  source: 'https://conforma.dev/docs/policy/packages/task_trusted_artifacts.html, workspace',
  fix: 'take the data as an artifact, and keep workspaces for credentials',
  passing: task('workspaces: [{name: git-auth, optional: true}]'),
  failing: task('workspaces: [{name: source}]'),
  check: eachTaskSpec(({ spec, path }, { report }) => {
    const names = [...spec.params ?? [], ...spec.results ?? []].map(({ name = '' }) => name);
    if (!names.some((name) => name.endsWith(ARTIFACT_SUFFIX))) return;
    (spec.workspaces ?? []).forEach(({ name = '' }, index) => {
      if (!CREDENTIALS.test(name)) report(`${path}.workspaces[${index}].name`, { message: `the Task has trusted artifacts and the workspace '${name}'` });
    });
  }),
};
