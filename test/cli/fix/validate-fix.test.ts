import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { readYaml } from '../../../src/cli/validate/read-yaml';
import { findingsIn } from '../../rules/tester';
import { call } from '../terminal';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fix-'));
  file = join(folder, 'task.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

const HEAD = `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: build}   # the build
spec:
  params: [{name: a}, {name: b}]
`;

async function fixed(yaml: string): Promise<{ text: string; err: string }> {
  writeFileSync(file, yaml);
  const { stderr } = await call('validate', '--pack', 'tekton,security', '--fix', file);
  return { text: readFileSync(file, 'utf8'), err: stderr };
}

test.each([
  ['a step without env', `  steps:
    # says it
    - name: say
      image: busybox   # small
      script: |
        #!/bin/sh
        echo "$(params.a)"   # loudly

  results: []
`, `  steps:
    # says it
    - name: say
      image: busybox   # small
      env:
        - name: PARAM_A
          value: $(params.a)
      script: |
        #!/bin/sh
        echo "$PARAM_A"   # loudly

  results: []
`],
  ['a step that begins with its script', `  steps:
  - script: |
      echo $(params.a)
    image: busybox
`, `  steps:
  - env:
      - name: PARAM_A
        value: $(params.a)
    script: |
      echo $PARAM_A
    image: busybox
`],
  ['a list of variables', `  steps:
    - script: >-
        echo $(params.a)
      env:
      - name: X
        value: |
          y
      # the last one
      - {name: Z, value: z} # z

      image: busybox
`, `  steps:
    - script: >-
        echo $PARAM_A
      env:
      - name: X
        value: |
          y
      # the last one
      - {name: Z, value: z} # z
      - name: PARAM_A
        value: $(params.a)

      image: busybox
`],
  ['a list in brackets, and a script on one line', '  steps: [{image: busybox, env: [{name: X, value: z}], script: "echo \\"$(params.a)\\""}, {script: echo $(params.b), image: busybox}]\n',
    '  steps: [{image: busybox, env: [{name: X, value: z}, {name: PARAM_A, value: "$(params.a)"}], script: "echo \\"$PARAM_A\\""}, {env: [{name: PARAM_B, value: "$(params.b)"}], script: echo $PARAM_B, image: busybox}]\n'],
  ['two steps and a sidecar', `  sidecars: [{name: s, image: busybox, script: 'echo "$(params.b)"'}]
  steps:
    - {image: busybox, env: [], script: 'ls $(params.a)'}
    - image: busybox
      script: ls $(params.a) $(params.b)
`, `  sidecars: [{name: s, image: busybox, env: [{name: PARAM_B, value: "$(params.b)"}], script: 'echo "$PARAM_B"'}]
  steps:
    - {image: busybox, env: [{name: PARAM_A, value: "$(params.a)"}], script: 'ls $PARAM_A'}
    - image: busybox
      env:
        - name: PARAM_A
          value: $(params.a)
        - name: PARAM_B
          value: $(params.b)
      script: ls $PARAM_A $PARAM_B
`],
])('--fix moves params to env in %s, and leaves everything else as it is', async (_, before, after) => {
  expect((await fixed(HEAD + before)).text).toBe(HEAD + after);
  expect(await fixed(HEAD + after)).toEqual({ text: HEAD + after, err: '0 findings are mended in 0 files\n' });
});

test('line ends of Windows stay', async () => {
  const before = `${HEAD}  steps:\n    - image: busybox\n      script: |\n        ls $(params.a)\n`.replaceAll('\n', '\r\n');
  const { text } = await fixed(before);
  expect(text).toContain('      env:\r\n        - name: PARAM_A\r\n          value: $(params.a)\r\n      script: |\r\n        ls $PARAM_A\r\n');
  expect(text.replaceAll('\r\n', '')).not.toContain('\n');
});

test.each([
  ['a list of variables by an alias', '  stepTemplate: {env: &env [{name: X, value: z}]}\n  steps: [{image: busybox, env: *env, script: ls $(params.a)}]\n'],
  ['a program in single quotes', "  steps: [{image: busybox, script: \"echo '$(params.a)'\"}]\n"],
  ['a finding that somebody accepts', '  # cdk8s-tekton: acknowledge security/script-injection it is one of two words\n  steps: [{image: busybox, script: ls $(params.a)}]\n'],
])('%s stays as it is', async (_, steps) => {
  expect((await fixed(HEAD + steps)).text).toBe(HEAD + steps);
});

test('of a script with a place that somebody accepts, the others are mended', async () => {
  const script = (other: string): string => `      script: |
        echo $(params.a)   # cdk8s-tekton: acknowledge security/script-injection it is one of two words
        echo ${other}
`;
  const before = `${HEAD}  steps:\n    - image: busybox\n${script('$(params.a)')}`;
  expect((await fixed(before)).text).toBe(`${HEAD}  steps:\n    - image: busybox\n      env:\n        - name: PARAM_A\n          value: $(params.a)\n${script('$PARAM_A')}`);
});

test('--fix puts keys that YAML takes for something else into quotes', async () => {
  const before = (on: string): string => HEAD.replace('{name: build}', `{name: build, labels: {${on}: a}, annotations: {1.10: b}}`) + '  steps: [{image: busybox}]\n';
  expect((await fixed(before('on'))).text).toBe(before('"on"').replace('1.10', '"1.10"'));
});

test('--fix mends what an anchor names, and leaves its aliases', async () => {
  const before = (on: string): string => `${HEAD}  steps: [{image: busybox, env: [{name: A, value: &on ${on}}, {name: B, value: *on}]}]\n`;
  expect((await fixed(before('yes'))).text).toBe(before('"yes"'));
});

test('--fix goes on until there is nothing to mend', async () => {
  const before = `${HEAD}  steps: [{image: busybox, env: [{name: PORT, value: 80}], script: ls $(params.a)}]\n`;
  expect(await fixed(before)).toEqual({
    text: `${HEAD}  steps: [{image: busybox, env: [{name: PORT, value: "80"}, {name: PARAM_A, value: "$(params.a)"}], script: ls $PARAM_A}]\n`,
    err: '1 finding is mended in 1 file\n',
  });
});

test('--fix puts text that YAML takes for something else into quotes', async () => {
  const task = (on: string, port: string, tag: string): string => `${HEAD}  steps: [{image: busybox, args: [${on}], env: [{name: PORT, value: ${port}}], command: [ls]}]\n---
apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: run, labels: {enabled: ${on}}}
spec: {taskRef: {name: build}, params: [{name: a, value: ${tag}}, {name: b, value: x}]}\n`;
  expect(await fixed(task('yes', '8080', '1.10'))).toEqual({ text: task('"yes"', '"8080"', '"1.10"'), err: expect.stringContaining('mended in 1 file') as string });
});

test('--diff shows what --fix would do as a patch, and changes nothing', async () => {
  const before = `${HEAD}  steps:\n    - image: busybox\n      script: ls $(params.a)\n`;
  writeFileSync(file, before);
  const shown = await call('validate', '--pack', 'security', '--diff', file);
  expect(shown).toMatchObject({ code: 1, stderr: '1 file would change\n' });
  expect(readFileSync(file, 'utf8')).toBe(before);
  execFileSync('patch', ['-p0', file], { input: shown.stdout, stdio: ['pipe', 'ignore', 'inherit'] });
  const patched = readFileSync(file, 'utf8');
  expect((await fixed(before)).text).toBe(patched);
  expect(await call('validate', '--pack', 'security', '--diff', file)).toEqual({ code: 0, stdout: '', stderr: '0 files would change\n' });
});

/** Lines of a script in which everything moves. */
const LINES = [
  "printf '%s|' $(params.a) end", 'printf "%s|" "x $(params.a)" "$(params.b)"', 'V="$(params.a)"; printf "%s|" "$V" $V', 'printf "%s|" "$(printf %s $(params.b))"',
  'cat <<EOF\n$(params.a) "$(params.b)"\nEOF', 'echo done # $(params.a)', 'for i in $(params.b) x; do printf "%s," "$i"; done', 'if [ "$(params.a)" = "b c" ]; then echo "is $(params.b)"; fi',
  'case "$(params.a)" in a*) echo "a-$(params.b)" ;; *) echo "$(params.b)_" ;; esac', 'echo $(params.a) | tr a b', '( cd / && printf "%s|" $(params.b) )', 'echo x > /dev/null $(params.a)',
  'echo ${NOTHING:-$(params.a)}', 'say() { printf "<%s>" "$@" >&2; echo "$2"; }; say "$(params.a)" x $(params.b)', 'W="$(echo "$(params.a)" | cut -c 2-)"; printf "%s|" "${W#a}" "${#W}"',
  'echo "$(params.b)" | while read -r x y; do printf "%s." "$y" "$x"; done', 'mkdir -p ./"$(params.a)x" && ls', 'set -- $(params.b) "$(params.a)"; printf "%s;" "$#" "$@"',
  'f() { local v="$(params.a)"; echo "[$v]"; }; f', 'T="$(params.b)x"; trap \'echo "bye $T"\' EXIT', 'test -n "$(params.b)" && echo "$(params.b)" | sed "s/b/B/g" | tr a-z A-Z >&2',
];
const LEFT_ALONE = [
  'echo "$(params.a)" > ./out.txt; cat out.txt', "echo '$(params.a)'", 'echo `echo $(params.a)`', 'sed "s/a/b/" <<EOF\n$(params.b)\nEOF', "cat <<'EOF'\n$(params.a)\nEOF", 'sh -c "echo $(params.a)"', 'X="echo $(params.b)"; $X', 'eval "echo $(params.a)"',
  'echo "echo $(params.a)" | sh', 'cat > run.sh <<EOF\necho $(params.a)\nEOF\nsh ./run.sh', 'export E="$(params.a)"; env | grep ^E=',
];

/** What no shell does anything with: the values that mean the same in a text and in a variable. */
const value = fc.array(fc.constantFrom('a', 'B', 'b c', ' ', '0', '-', '.', '/', ':', '@', '=', ','), { maxLength: 6 }).map((parts) => parts.join(''));
const shells = fc.constantFrom('sh', 'bash');

/** What runs where a shell, bash as it calculates, or a second reading takes it for more than data. */
const hostile = fc.array(fc.constantFrom(
  '$(touch pwned)', '`touch pwned`', '"; touch pwned; "', "'; touch pwned; '", '\n touch pwned\n', '; touch pwned #', '| touch pwned', '&& touch pwned', ') touch pwned;', '}; touch pwned; {',
  'a[$(touch pwned)]', '-v a[$({touch,pwned})] -o x', '${x:=$(touch pwned)}', '\nEOF\ntouch pwned\n', 'x', ' ', '-', '\\', '"', "'",
), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const lines = (pool: readonly string[]) => fc.array(fc.constantFrom(...pool), { minLength: 1, maxLength: 5 });
const layout = fc.constantFrom(
  (script: string) => `    - image: busybox\n      script: |\n${indented(script)}\n`,
  (script: string) => `    - script: |-\n${indented(script)}\n      env: [{name: PARAM_A, value: "1"}]\n      image: busybox\n`,
  (script: string) => `    - image: busybox   # x\n      env:\n        - name: A\n          value: $(params.a)   # y\n      script: ${JSON.stringify(script)}\n`,
  (script: string) => `    - {image: busybox, script: ${JSON.stringify(script)}}\n`,
);

function indented(script: string): string {
  return script.split('\n').map((line) => `        ${line}`).join('\n');
}

interface PlainStep { readonly script: string; readonly env?: readonly { readonly name: string; readonly value: string }[] }

function stepIn(yaml: string): PlainStep {
  const [{ source }] = readYaml('task.yaml', yaml);
  return (source as { readonly spec: { readonly steps: readonly PlainStep[] } }).spec.steps[0];
}

/** Runs a step as Tekton does: variables are replaced in the text, then a shell reads it. */
function output({ script, env = [] }: PlainStep, values: { readonly [name: string]: string }, shell = 'sh'): string {
  const filled = (text: string): string => text.replace(/\$\(params\.(\w)\)/g, (_, name: string) => values[name]);
  const cwd = mkdtempSync(join(folder, 'run-'));
  const variables = Object.fromEntries(env.map((entry) => [entry.name, filled(entry.value)]));
  const { stdout, stderr } = spawnSync(shell, ['-c', filled(script)], { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, ...variables } });
  return [stdout, stderr.replaceAll(/^.*: line \d+: /gm, ''), ...readdirSync(cwd)].join('\n');
}

describe('any script that is fixed', () => {
  test('is valid, has no such finding any more, and runs the same', async () => {
    await fc.assert(fc.asyncProperty(lines(LINES), layout, value, value, shells, async (script, written, a, b, program) => {
      const before = `${HEAD}  steps:\n${written(script.join('\n'))}`;
      const { text } = await fixed(before);
      expect(findingsIn(text).filter(({ severity, rule }) => severity === 'error' || rule.id === 'security/script-injection')).toEqual([]);
      expect(output(stepIn(text), { a, b }, program)).toBe(output(stepIn(before), { a, b }, program));
      expect((await fixed(text)).text).toBe(text);
    }), { numRuns: Number(process.env.CDK8S_TEKTON_FUZZ ?? 20) });
  });

  test('does nothing of what hostile values say', async () => {
    await fc.assert(fc.asyncProperty(lines(LINES), layout, hostile, hostile, shells, async (script, written, a, b, program) => {
      const { text } = await fixed(`${HEAD}  steps:\n${written(script.join('\n'))}`);
      expect(output(stepIn(text), { a, b }, program).split('\n')).not.toContain('pwned');
    }), { numRuns: Number(process.env.CDK8S_TEKTON_FUZZ ?? 20) });
  });

  test('runs the same where a part of it is left alone', async () => {
    await fc.assert(fc.asyncProperty(lines([...LINES, ...LEFT_ALONE]), layout, value, value, async (script, written, a, b) => {
      const before = `${HEAD}  steps:\n${written(script.join('\n'))}`;
      const { text } = await fixed(before);
      expect(output(stepIn(text), { a, b })).toBe(output(stepIn(before), { a, b }));
    }), { numRuns: Number(process.env.CDK8S_TEKTON_FUZZ ?? 20) });
  });
});

test.each([
  ['a script', '  - {name: one, image: busybox, script: &s "echo $(params.a)"}\n  - {name: two, image: busybox, script: *s}\n'],
  ['a step that is merged into another', '  - &one\n    name: one\n    image: busybox\n    script: echo $(params.a)\n  - {<<: *one, name: two}\n'],
  ['a step that takes in another', '  - &one {name: one, image: busybox}\n  - <<: *one\n    name: two\n    script: echo $(params.a)\n'],
])('%s that is used in two places stays as it is', async (_, steps) => {
  const yaml = `${HEAD}  steps:\n${steps}`;
  expect((await fixed(yaml)).text).toBe(yaml);
});
