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

  const ENV = 'env: [{name: CMD, value: "run $(params.branch)"}, {name: LEVEL, value: $(params.level)}]';

  test.each([
    'command: [python3, -c, "print($(params.branch))"]',
    'command: [node, --eval, "$(params.branch)"]',
    'command: [perl, -ne, "print $(params.branch)", file]',
    'command: [/usr/bin/env, bash, -Eeuo, pipefail, -c, "git checkout $(params.branch)"]',
    'command: [psql, -U, me, -c, "select $(params.branch)"]',
    'command: [pwsh, -Command, "$(params.branch)"]',
    'command: [su, me, -c, "$(params.branch)"]',
    'command: [jq, -r, ".a == $(params.branch)", file]',
    'command: [awk, "{ print $(params.branch) }"]',
    `${ENV}, command: [sh, -c, "$(CMD)"]`,
    `${ENV}, script: 'eval "$CMD"'`,
    `${ENV}, script: 'eval "cd x; $CMD"'`,
    `${ENV}, script: 'if eval $CMD; then :; fi'`,
    `${ENV}, script: 'eval "x \${CMD:-}"'`,
    `${ENV}, script: 'bash -c "$CMD"'`,
    `${ENV}, script: '/bin/sh -ec "cd x && $CMD"'`,
    `${ENV}, script: 'sudo python3 -c "print($CMD)"'`,
    `${ENV}, command: [sh, -c, 'eval "$CMD"']`,
    `${ENV}, script: 'RUN="cd x && $CMD"; eval "$RUN"'`,
    `${ENV}, script: "if :; then\n  B=$A\nfi\nA=\${CMD}\nsh -c $B"`,
    `${ENV}, script: 'ARGS=-x; ARGS+=" $CMD"; eval make $ARGS'`,
  ])('finds %s', (step) => {
    expect(messagesOf(RULE, task(step))).toHaveLength(1);
  });

  test.each([
    'command: [python3, -c, "import sys", "$(params.branch)"]',
    'command: [jq, -r, .a, $(params.branch)]',
    'command: [./tool, jq, "$(params.branch)"]',
    `${ENV}, command: [sh, -c, "$$(CMD)"]`,
    `${ENV}, command: [sh, -c, '"$CMD"', $(CMD)]`,
    `${ENV}, args: [$(CMD)]`,
    `${ENV}, script: 'echo $(CMD)'`,
    `${ENV}, script: 'eval "$LEVEL"'`,
    `${ENV}, script: '# eval "$CMD"'`,
    `${ENV}, script: "eval 'echo \\"$CMD\\"'"`,
    `${ENV}, script: 'eval "echo \\"\\$CMD\\""'`,
    `${ENV}, script: 'eval "$LEVEL" && echo "$CMD" || echo "$CMD"'`,
    `${ENV}, script: "sh -c 'echo \\"$1\\"' sh \\"$CMD\\""`,
    `${ENV}, script: 'medieval "$CMD"'`,
    `${ENV}, script: 'eval "$(ssh-agent -s)"; echo "$CMD"'`,
    `${ENV}, script: 'NAME=$(basename "$CMD"); eval "$NAME"'`,
    `${ENV}, script: 'LENGTH=\${#CMD}; SAFE="\${CMD//[^a-z]/}"; eval "x $LENGTH $SAFE"'`,
    `${ENV}, script: "LATER='$CMD'; eval \"$LATER\""`,
    `${ENV}, script: 'RUN="$CMD"; echo "$RUN"; eval "$OTHER"'`,
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

  test('has an answer for texts of many variables at once', () => {
    const names = Array.from({ length: 40 }, (_, i) => `$A_LONG_NAME_${i}`).join('/');
    expect(messagesOf(RULE, task(`env: [{name: X, value: $(params.branch)}], script: 'M="${names} $(date)"; sh -c "curl $X"'`))).toHaveLength(1);
  });
});
