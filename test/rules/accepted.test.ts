import { exampleOf } from '../../src/rules/example';
import { findingsIn } from './tester';

/** What public collections do, and Tekton runs: no error of the pack tekton. */
test.each([
  ['a result of the Task in a value that a Pipeline passes on', exampleOf('Pipeline', 'tasks: [{name: a, taskRef: {name: kubectl}, params: [{name: script, value: "date > $(results.out.path)"}]}]')],
  ['a workspace of the Task in a value that a run gives', exampleOf('TaskRun', 'taskRef: {name: aws}\nparams: [{name: script, value: "ls $(workspaces.source.path)"}]')],
  ['two results of one name', exampleOf('Task', 'results: [{name: a}, {name: a}]\nsteps: [{image: b, command: [c]}]')],
  ['a param that the Task does not declare', `${exampleOf('Task', 'steps: [{image: b, command: [c]}]')}---\n${exampleOf('Pipeline', 'tasks: [{name: a, taskRef: {name: example}, params: [{name: more, value: x}]}]')}`],
])('%s is no error', (_, yaml) => {
  expect(findingsIn(yaml).filter(({ severity, rule }) => severity === 'error' && rule.id.startsWith('tekton/')).map(({ message }) => message)).toEqual([]);
});

test.each([
  ['Task', 'tekton.dev/v1alpha1', 'there is no Task in tekton.dev/v1alpha1, expected v1 or v1beta1'],
  ['ClusterTask', 'tekton.dev/v1beta1', "Tekton has no kind 'ClusterTask' any more"],
  ['Tasks', 'tekton.dev/v1', "Tekton has no kind 'Tasks'"],
])('fails over the kind %s of %s', (kind, apiVersion, message) => {
  expect(findingsIn(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`).filter(({ rule }) => rule.id === 'tekton/kind').map((finding) => finding.message)).toEqual([message]);
});
