import { readYaml } from '../../../src/cli/validate/read-yaml';
import { checkDocuments } from '../../../src/rules/engine';
import { exampleOf } from '../../../src/rules/example';
import { bestPractice } from '../../../src/rules/packs/best-practice';
import { messagesOf } from '../tester';

/** Alarms that were false on public collections of Tasks, each with its neighbour that is right. */
const CASES: readonly (readonly [rule: string, what: string, quiet: string, loud: string])[] = [
  ['best-practice/unused-result', 'the program of an image may write', task('results: [{name: x}]', 'command: [run]'), task('results: [{name: x}]', 'script: run')],
  ['best-practice/unused-result', 'a param may be the program', task('results: [{name: x}]', 'script: "set -e\\n$(params.program)\\n"'), task('results: [{name: x}]', 'script: "set -e\\nrun\\n"')],
  ['best-practice/unused-param', 'it says so itself', task('params: [{name: x, description: "unused, will be removed"}]'), task('params: [{name: x, description: "where to push"}]')],
  ['best-practice/fail-fast', 'the status is looked at', task('', 'script: "#!/bin/sh\\nmake test\\necho $? > code\\nmake report\\n"'), task('', 'script: "#!/bin/sh\\nmake test\\nmake report\\n"')],
  ['best-practice/fail-fast', 'texts are put together', task('', 'script: "#!/bin/sh\\nA=$(echo $B | sed s/a/b/)\\nC=\'a and b\'\\nmake report\\n"'), task('', 'script: "#!/bin/sh\\nA=$(make version)\\nmake report\\n"')],
  ['best-practice/workspace-race', 'credentials are read', race('registry-credentials'), race('shared')],
];

function task(spec: string, step = 'command: [run]'): string {
  return exampleOf('Task', `${spec}\nsteps: [{name: a, image: b, ${step}}]`);
}

function race(workspace: string): string {
  const one = (name: string): string => `{name: ${name}, workspaces: [{name: w, workspace: ${workspace}}], taskSpec: {workspaces: [{name: w}], steps: [{image: a, command: [b]}]}}`;
  return exampleOf('Pipeline', `workspaces: [{name: ${workspace}}]\ntasks: [${one('a')}, ${one('b')}]`);
}

test.each(CASES)('%s is quiet where %s', (rule, _, quiet) => {
  expect(messagesOf(rule, quiet)).toEqual([]);
});

test.each(CASES)('%s finds something where not %s', (rule, _, __, loud) => {
  expect(messagesOf(rule, loud)).toHaveLength(1);
});

test('objects of one name are a matter of one directory, and not of examples', () => {
  const found = (folder: string): number => {
    const documents = ['a', 'b'].flatMap((name) => readYaml(`${folder}/${name}.yaml`, task('')));
    return checkDocuments(documents, { packs: [bestPractice] }).filter(({ rule }) => rule.id === 'best-practice/duplicate-object').length;
  };
  expect([found('tekton'), found('task/0.1/samples')]).toEqual([1, 0]);
});
