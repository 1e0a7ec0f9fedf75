import { findingsIn, messagesOf } from './tester';

const ID = 'security/script-injection';

/** A Task with a script in some notation. */
const task = (script: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: build}
spec:
  params: [{name: a}, {name: b}]
  steps:
    - name: make
      image: busybox
      script: ${script}
`;

const places = (yaml: string): string[] => messagesOf(ID, yaml).map((message) => message.replace(/ .*'(\$\(.*?\))'.*/, ' $1'));

test.each([
  ['a block of lines', '|\n        #!/bin/sh\n        echo $(params.a)\n          ls $(params.b) $(params.a)', ['11:14 $(params.a)', '12:14 $(params.b)', '12:26 $(params.a)']],
  ['a folded block', '>-\n        echo\n        $(params.a)\n\n        ls $(params.b)', ['11:9 $(params.a)', '13:12 $(params.b)']],
  ['a text over several lines', '"echo $(params.a) \\\n        $(params.b)"', ['9:21 $(params.a)', '10:9 $(params.b)']],
  ['one line', 'echo $(params.a)', ['9:20 $(params.a)']],
  ['escapes that hide it', '"echo \\x24(params.a)"', ['9:15 $(params.a)']],
])('what is wrong in %s is found where it stands, each place by itself', (_, script, expected) => {
  expect(places(task(script))).toEqual(expected);
});

test('a place has an end', () => {
  const [{ place }] = findingsIn(task('|\n        echo $(params.a)')).filter(({ rule }) => rule.id === ID);
  expect(place).toEqual({ file: 'test.yaml', document: 0, line: 10, column: 14, endLine: 10, endColumn: 25 });
});

test.each([
  ['security/pipe-to-shell', 'true\n        # curl x | sh\n        curl -f https://example.com/x \\\n          | sh', '12:9'],
  ['security/credential-literal', 'true\n        git clone https://me:s3cr3t@example.com/x', '11:19'],
  ['tekton/unknown-param', 'true\n        echo $(params.c)', '11:14'],
  ['tekton/unknown-result', 'true\n        echo > $(results.c.path)', '11:16'],
  ['tekton/context-variable', 'true\n        echo $(context.task.id)', '11:14'],
  ['tekton/task-variable', 'true\n        cd $(workspaces.c.path)', '11:12'],
  ['tekton/dead-variable', 'true\n        cd $(inputs.c.path)', '11:12'],
  ['tekton/step-variable-place', 'true\n        cd $(steps.a.results.b)', '11:12'],
  ['tekton/feature-flag', 'true\n        cat $(artifacts.path)', '11:13'],
])('%s points into the script', (id, script, place) => {
  expect(messagesOf(id, task(`|\n        ${script}`)).map((message) => message.split(' ')[0])).toEqual([place]);
});

function accepted(yaml: string): (string | undefined)[] {
  return findingsIn(yaml).filter(({ rule }) => rule.id === ID).map(({ acknowledged }) => acknowledged);
}

const comment = (reason: string): string => `# cdk8s-tekton: acknowledge ${ID} ${reason}`;

test('a comment within a script accepts what stands on its line, and no more', () => {
  const lines = [`echo $(params.a) ${comment('one')}`, 'echo $(params.a)', comment('three'), 'echo $(params.b)'];
  expect(accepted(task(`|\n        ${lines.join('\n        ')}`))).toEqual(['one', undefined, 'three']);
});

test('a comment where the script begins accepts all that is in it', () => {
  expect(accepted(task(`| ${comment('all')}\n        echo $(params.a)\n        echo $(params.b)`))).toEqual(['all', 'all']);
});
