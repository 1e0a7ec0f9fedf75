import { exampleOf } from '../../../src/rules/example';
import { messagesOf } from '../tester';

describe('best-practice/workspace-race', () => {
  const RULE = 'best-practice/workspace-race';
  const task = (name: string, more = '', declared = '{name: out}') =>
    `- {name: ${name}, workspaces: [{name: out, workspace: shared}], ${more}taskSpec: {results: [{name: r}], workspaces: [${declared}], steps: [{name: a, image: b, command: [c]}]}}`;
  const pipeline = (...tasks: string[]) => exampleOf('Pipeline', `workspaces: [{name: shared}]\ntasks:\n${tasks.join('\n')}`);

  test('finds tasks that nothing puts in an order', () => {
    expect(messagesOf(RULE, pipeline(task('a'), task('b')))).toEqual([expect.stringContaining("the tasks 'a' and 'b' may write to the workspace 'shared'")]);
  });

  test.each([
    ['runAfter', pipeline(task('a'), task('b', 'runAfter: [a], '))],
    ['runAfter across a third task', pipeline(task('a'), '- {name: c, runAfter: [a], taskRef: {name: x}}', task('b', 'runAfter: [c], '))],
    ['a result', pipeline(task('a'), task('b', 'params: [{name: x, value: $(tasks.a.results.r)}], '))],
    ['a condition on a result', pipeline(task('a'), task('b', 'when: [{input: $(tasks.a.results.r), operator: in, values: [x]}], '))],
    ['reading only', pipeline(task('a'), task('b', '', '{name: out, readOnly: true}'))],
  ])('takes %s', (_, yaml) => {
    expect(messagesOf(RULE, yaml)).toEqual([]);
  });

  test('knows Tasks from other files, and says nothing about those it does not know', () => {
    const users = pipeline('- {name: a, taskRef: {name: build}, workspaces: [{name: out, workspace: shared}]}', '- {name: b, taskRef: {name: build}, workspaces: [{name: out, workspace: shared}]}');
    const build = 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec: {workspaces: [{name: out}], steps: [{name: a, image: b, command: [c]}]}\n';
    expect(messagesOf(RULE, users)).toEqual([]);
    expect(messagesOf(RULE, `${users}---\n${build}`)).toHaveLength(1);
  });
});

describe('best-practice/unused-param', () => {
  const RULE = 'best-practice/unused-param';

  test.each([
    ['in brackets', 'params: [{name: x.y}]\nsteps: [{image: a, command: [$(params["x.y"])]}]'],
    ['by a key', 'params: [{name: x, type: object, properties: {a: {}}}]\nsteps: [{image: a, command: [$(params.x.a)]}]'],
    ['as a whole', 'params: [{name: x, type: array}]\nsteps: [{image: a, args: ["$(params.x[*])"]}]'],
    ['in a volume', 'params: [{name: x}]\nvolumes: [{name: v, secret: {secretName: $(params.x)}}]\nsteps: [{image: a}]'],
    ['in a condition', 'params: [{name: x}]\nsteps: [{image: a, when: [{input: $(params.x), operator: in, values: [b]}]}]'],
  ])('takes a use %s', (_, spec) => {
    expect(messagesOf(RULE, exampleOf('Task', spec))).toEqual([]);
  });

  test('finds one that is named in a description only', () => {
    expect(messagesOf(RULE, exampleOf('Task', 'params: [{name: x, description: $(params.x)}]\nsteps: [{image: a}]'))).toEqual(["6:19 the Task never uses its param 'x'"]);
  });
});

describe('best-practice/unreachable-task', () => {
  const RULE = 'best-practice/unreachable-task';
  const pipeline = (when: string) => exampleOf('Pipeline', `params: [{name: x}]\ntasks: [{name: a, taskRef: {name: b}, when: [${when}]}]`);

  test.each([
    '{input: a, operator: in, values: [b]}',
    '{input: a, operator: notin, values: [a]}',
    '{input: $(params.x), operator: in, values: [a]}, {input: $(params.x), operator: notin, values: [a]}',
    '{input: $(params.x), operator: in, values: [a]}, {input: $(params.x), operator: in, values: [b]}',
  ])('finds %s', (when) => {
    expect(messagesOf(RULE, pipeline(when))).toHaveLength(1);
  });

  test.each([
    '{input: a, operator: in, values: [a]}',
    '{input: $(params.x), operator: in, values: [a]}',
    '{input: a, operator: in, values: [$(params.x)]}',
    '{input: $(params.x), operator: notin, values: [a]}, {input: $(params.x), operator: notin, values: [b]}',
    '{input: $(params.x), operator: in, values: [a, b]}, {input: $(params.x), operator: notin, values: [b]}',
  ])('takes %s', (when) => {
    expect(messagesOf(RULE, pipeline(when))).toEqual([]);
  });
});
