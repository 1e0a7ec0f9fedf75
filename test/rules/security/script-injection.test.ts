import { exampleOf } from '../../../src/rules/example';
import { messagesOf } from '../tester';

const RULE = 'security/script-injection';
const task = (step: string) => exampleOf('Task', `params: [{name: branch}, {name: all, type: array}, {name: level, enum: [a, b]}]
results: [{name: out}]
workspaces: [{name: source}]
steps: [{name: build, image: busybox, ${step}}]`);

describe(RULE, () => {
  test.each([
    'script: git checkout $(params.branch)',
    'script: git checkout "$(params.branch)"',
    "script: 'git checkout $(params[\"branch\"])'",
    'command: [sh, -c, "git checkout $(params.branch)"]',
    'command: [/bin/bash, -euc], args: ["git checkout $(params.branch)"]',
    'script: "for x in $(params.all[*]); do echo; done"',
  ])('finds %s', (step) => {
    expect(messagesOf(RULE, task(step))).toHaveLength(1);
  });

  test.each([
    'env: [{name: BRANCH, value: $(params.branch)}], script: git checkout "$BRANCH"',
    'command: [git, checkout, $(params.branch)]',
    'command: [sh, -c, "git checkout \\"$0\\"", $(params.branch)]',
    'script: date > $(results.out.path)',
    'script: cd $(workspaces.source.path)',
    'script: make $(params.level)',
    'script: echo $(context.taskRun.name)',
    'args: [$(params.branch)]',
  ])('leaves alone %s', (step) => {
    expect(messagesOf(RULE, task(step))).toEqual([]);
  });

  test('finds what a webhook decides, where Pipelines as Code fills it in', () => {
    const run = (annotation: string) => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: pr
  annotations: {${annotation}/on-event: "[pull_request]"}
spec:
  pipelineSpec: {tasks: [{name: a, taskSpec: {steps: [{name: b, image: busybox, script: "echo {{ source_branch }}"}]}}]}
`;
    expect(messagesOf(RULE, run('pipelinesascode.tekton.dev'))).toHaveLength(1);
    expect(messagesOf(RULE, run('example.com'))).toEqual([]);
  });
});
