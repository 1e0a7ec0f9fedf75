import { App, Chart } from 'cdk8s';
import { defineTask, rules } from '../../src';
import { configuration } from '../../src/rules/packs/configuration';
import { digest } from '../../src/rules/packs/digest';
import { tekton } from '../../src/rules/packs/tekton';
import { findingsIn, messagesOf } from './tester';

const ID = 'configuration/acknowledgement';
const task = (comment: string, image = 'busybox'): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: build}
spec:
  steps:
    - name: make
      image: ${image} ${comment}
`;

test.each([
  ['accepts nothing', task('# cdk8s-tekton: acknowledge digest/image why', `busybox@sha256:${'0'.repeat(64)}`), "7:94 the acknowledgement of 'digest/image' accepts nothing"],
  ['stands at another line', `# cdk8s-tekton: acknowledge digest/image why\n${task('')}`, "1:1 the acknowledgement of 'digest/image' accepts nothing"],
  ['names no rule', task('# cdk8s-tekton: acknowledge digest/imag why'), "7:22 there is no rule 'digest/imag', did you mean 'digest/image'?"],
  ['is misspelt', task('# cdk8s-tekton: acknowlege digest/image why'), "7:22 the comment says 'acknowlege', did you mean 'acknowledge'?"],
  ['guesses another word', task('# cdk8s-tekton: ignore digest/image why'), "7:22 the comment says 'ignore', expected one of acknowledge, acknowledge-object"],
  ['has no colon', task('# cdk8s-tekton acknowledge-object digest/image why'), "7:22 the comment has no ':' behind cdk8s-tekton"],
  ['is misspelt and has no colon', task('# cdk8s-tekton aknowledge digest/image why'), "7:22 the comment says 'aknowledge', did you mean 'acknowledge'?"],
  ['says nothing more', task('# cdk8s-tekton: acknowledge'), '7:22 the comment names no rule'],
  ['forgets the pack', task('# cdk8s-tekton: acknowledge image why'), "7:22 there is no rule 'image', did you mean 'digest/image'?"],
  ['names what is like no rule', task('# cdk8s-tekton: acknowledge digest/anything-whatsoever why'), "7:22 there is no rule 'digest/anything-whatsoever', RULES.md has all there are"],
  ['gives no reason', task('# cdk8s-tekton: acknowledge digest/image'), "7:22 the acknowledgement of 'digest/image' has no reason"],
])('fails one that %s', (_, yaml, message) => {
  expect(messagesOf(ID, yaml)).toEqual([message]);
});

test.each([
  ['misspells this program', '# ck8s-tekton: acknowledge digest/image why', "the comment speaks to 'ck8s-tekton', did you mean 'cdk8s-tekton'?"],
  ['misspells this program, and says what other linters say', '# cdk8s_tekton ignore', "the comment speaks to 'cdk8s_tekton', did you mean 'cdk8s-tekton'?"],
  ['has capital letters', '# CDK8s-Tekton: acknowledge digest/image why', "the comment speaks to 'CDK8s-Tekton', did you mean 'cdk8s-tekton'?"],
  ['names the rule at once', '# cdk8s-tekton: digest/image why', "the comment does not say 'acknowledge' before 'digest/image'"],
  ['accepts what is not there beside one that is used', '# cdk8s-tekton: acknowledge digest/image why # cdk8s-tekton: acknowledge tekton/env why', "the acknowledgement of 'tekton/env' accepts nothing"],
])('fails one that %s', (_, comment, message) => {
  expect(messagesOf(ID, task(comment))).toEqual([`7:${22 + comment.lastIndexOf('#')} ${message}`]);
});

test.each([
  ['speaks of this program', '# cdk8s-tekton: runs here'],
  ['speaks of what this program does', '# cdk8s-tekton acknowledges findings'],
  ['uses a word of other linters', '# cdk8s-tekton: ignore what stands below'],
  ['speaks of a program that is called alike', '# tekton-lint: ignore'],
  ['tells how to write one', '# write "# cdk8s-tekton: acknowledge tekton/env why" beside it'],
])('a comment that %s is none', (_, comment) => {
  expect(messagesOf(ID, task(comment))).toEqual([]);
});

/** Who accepts what is found in a Task with this step. */
const acceptedIn = (step: string): (string | undefined)[] => findingsIn(`apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec:\n  steps:\n    - name: make\n      image: busybox@sha256:${'0'.repeat(64)}\n${step}`, { packs: [tekton] })
  .map(({ acknowledged }) => acknowledged);

const UNKNOWN = 'cdk8s-tekton: acknowledge tekton/unknown-param';

test.each<[string, string, (string | undefined)[]]>([
  ['above the name of a field is for all of it', `      # ${UNKNOWN} why\n      script: |\n        $(params.a)\n        $(params.b)\n`, ['why', 'why']],
  ['above the name of a list is for all of it', `      # ${UNKNOWN} why\n      command:\n        - $(params.a)\n        - $(params.b)\n`, ['why', 'why']],
  ['at an item of a list is for that', `      command:\n        - $(params.a) # ${UNKNOWN} why\n        - $(params.b)\n`, ['why', undefined]],
  ['between a field and its value is for that', `      workingDir:\n        # ${UNKNOWN} why\n        "$(params.a)"\n`, ['why']],
  ['above another comment is for what stands below', `      # ${UNKNOWN} why\n      # and more\n      command: [$(params.a)]\n`, ['why']],
  ['on the first line of a text in quotes is for that line', `      script: "echo $(params.a) # ${UNKNOWN} why\n\n        $(params.b)"\n`, ['why', undefined]],
  ['in a script that the file has on one line is for its own line', `      script: "echo $(params.a) # ${UNKNOWN} why\\n echo $(params.b)"\n`, ['why', undefined]],
  ['behind a line end in quotes is for the next line', `      script: "echo $(params.a)\\n# ${UNKNOWN} why\\n$(params.b)\\n$(params.c)"\n`, [undefined, 'why', undefined]],
  ['in one of two scripts on one line is for that', `      args: ["$(params.a) # ${UNKNOWN} why", "$(params.b)"]\n`, ['why', undefined]],
  ['above a command on several lines is for all of it', `      script: |\n        # ${UNKNOWN} why\n        echo \\\n          $(params.a)\n        $(params.b)\n`, ['why', undefined]],
  ['at the end of a command on several lines is for all of it', `      script: |\n        $(params.b)\n        echo $(params.a) \\\n          x # ${UNKNOWN} why\n`, [undefined, 'why']],
  ['within quotes of a script is none', `      script: |\n        echo "# ${UNKNOWN} why" $(params.a)\n`, [undefined]],
  ['within a here-document is none', `      script: |\n        cat <<EOF\n        $(params.a) # ${UNKNOWN} why\n        EOF\n`, [undefined]],
  ['behind a here-document is one', `      script: |\n        cat <<-'EOF'\n        it's\n        EOF\n        $(params.a) # ${UNKNOWN} why\n`, ['why']],
  ['behind a quote that is never closed is one', `      script: |\n        echo it's $(params.a) # ${UNKNOWN} why\n        $(params.b)\n`, ['why', undefined]],
  ['before what is nested deeper than anybody writes is one', `      script: |\n        $(params.a) # ${UNKNOWN} why\n        ${'$('.repeat(20_000)}\n`, ['why']],
  ['behind a shift is one', `      script: |\n        x=$((1<<y))\n        $(params.a) # ${UNKNOWN} why\n`, ['why']],
  ['in a text that is no program is none', `      env:\n        - name: A\n          value: |\n            $(params.a) # ${UNKNOWN} why\n`, [undefined]],
  ['on a command line is one', `      command:\n        - sh\n        - -c\n        - |\n          $(params.a) # ${UNKNOWN} why\n          $(params.b)\n`, ['why', undefined]],
  ['in JavaScript is one', `      script: |\n        #!/usr/bin/env node\n        run("$(params.a)", 'http://x'); // ${UNKNOWN} why\n        // ${UNKNOWN} because\n        run("$(params.b)");\n        run("// ${UNKNOWN} why $(params.c)");\n`, ['why', 'because', undefined]],
  ['in Lua is one', `      script: |\n        #!/usr/bin/lua5.4\n        run("$(params.a)") -- ${UNKNOWN} why\n        run("-- ${UNKNOWN} why $(params.c)")\n`, ['why', undefined]],
  ['in Python is one', `      script: |\n        #!/usr/bin/env -S python3 -u\n        run("$(params.a)") # ${UNKNOWN} why\n        run("""\n        # ${UNKNOWN} why\n        $(params.c)""")\n`, ['why', undefined]],
  ['in a language that nobody here knows is one', `      script: |\n        #!/usr/bin/env babashka-x\n        $(params.a) // ${UNKNOWN} why\n        $(params.b) -- ${UNKNOWN} because\n`, ['why', 'because']],
])('a comment %s', (_, step, expected) => {
  expect(acceptedIn(step)).toEqual(expected);
});

test('a comment above the --- of the next document is one of this document', () => {
  const yaml = `${task('')}# cdk8s-tekton: acknowledge-object digest/image why\n---\n${task('')}`;
  expect(findingsIn(yaml, { packs: [digest] }).map(({ acknowledged }) => acknowledged)).toEqual(['why', undefined]);
});

test('fails a finding beside a comment that cannot be understood', () => {
  const [{ acknowledged }] = findingsIn(task('# cdk8s-tekton acknowledge digest/image why'), { packs: [digest] });
  expect(acknowledged).toBeUndefined();
});

test.each([
  ['of an object with a wrong type, where its rule finds nothing', task('# cdk8s-tekton: acknowledge digest/image why').replace('name: make', 'name: [make]')],
  ['of an object that cannot be read', `${task('# cdk8s-tekton: acknowledge digest/image why')}kind: Task\n`],
  ['by others about this program', task('# cdk8s-tekton made this')],
  ['that accepts something', task('# cdk8s-tekton: acknowledge digest/image the mirror pins images')],
  ['for a rule of somebody else', task('# cdk8s-tekton: acknowledge acme/owner the owner is known')],
  ['of which one object of a List needs it', `# cdk8s-tekton: acknowledge-object digest/image why\napiVersion: v1\nkind: List\nitems:\n${
    ['busybox', `busybox@sha256:${'0'.repeat(64)}`].map((image, index) => `- {apiVersion: tekton.dev/v1, kind: Task, metadata: {name: t${index}}, spec: {steps: [{name: a, image: "${image}"}]}}\n`).join('')}`],
])('one %s is not told of', (_, yaml) => {
  expect(messagesOf(ID, yaml)).toEqual([]);
});

test('one for a rule that is not applied may be of use another time', () => {
  const yaml = task('# cdk8s-tekton: acknowledge digest/image why', `busybox@sha256:${'0'.repeat(64)}`);
  expect(findingsIn(yaml, { packs: [configuration] })).toEqual([]);
  expect(findingsIn(yaml, { packs: [configuration, digest] })).toHaveLength(1);
});

test('those of constructs are told of by their construct; one that an object needs is enough', () => {
  const app = new App();
  const chart = new Chart(app, 'ci');
  for (const name of ['one', 'two']) defineTask(chart, name).addStep('a', { image: 'busybox', command: ['make'] });
  rules.Validator.acknowledge(chart, 'digest/image', { reason: 'the mirror pins images' });
  rules.Validator.acknowledge(chart, 'digest/bundle', { reason: 'there was one' });
  const findings = new rules.Validator(app).findings().filter(({ ruleId }) => ruleId === ID);
  expect(findings.map(({ constructPath, message }) => `${constructPath}: ${message}`)).toEqual(["ci: the acknowledgement of 'digest/bundle' accepts nothing"]);
});

test('those of constructs go with the YAML: by an annotation of every object below, each rule by itself', () => {
  const app = new App();
  const chart = new Chart(app, 'ci');
  defineTask(chart, 'build').addStep('a', { image: 'busybox', command: ['make'], env: { 'A=B': 'c' } });
  rules.Validator.acknowledge(chart, 'digest/image', { reason: 'the mirror "pins" images' });
  rules.Validator.acknowledge(chart.node.findChild('build'), 'tekton/env', { reason: 'it is read', path: 'spec.steps[0]' });
  const yaml = app.synthYaml();
  const found = findingsIn(yaml, { packs: [tekton, configuration, digest] });
  expect(found.map(({ rule, acknowledged }) => [rule.id, acknowledged])).toEqual([
    ['tekton/env', 'it is read'], ['digest/image', 'the mirror "pins" images'],
  ]);
});

test('an annotation that is no list of acknowledgements accepts nothing', () => {
  for (const value of ['true', '[1, null]', '{"reason": "x"}', 'not JSON']) {
    const yaml = `apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: build\n  annotations: {acknowledge.cdk8s-tekton.dev/digest.image: '${value}'}\nspec: {steps: [{name: a, image: busybox, command: [make]}]}\n`;
    expect(findingsIn(yaml, { packs: [digest] }).map(({ acknowledged }) => acknowledged)).toEqual([undefined]);
  }
});
