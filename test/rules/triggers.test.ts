import { findImages } from '../../src/cli/pin/find-images';
import { readYaml } from '../../src/cli/validate/read-yaml';
import { tekton } from '../../src/rules/packs/tekton';
import { findingsIn, messagesOf } from './tester';

const template = (object: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: {name: push}
spec:
  params: [{name: revision}, {name: timeout}, {name: image}]
  resourcetemplates:
  - ${object}
`;

const run = (spec: string): string => template(`{apiVersion: tekton.dev/v1, kind: TaskRun, metadata: {generateName: build-$(tt.params.revision)-}, spec: ${spec}}`);

test('what an event decides is not found fault with, whatever its type', () => {
  const yaml = run('{timeout: $(tt.params.timeout), taskSpec: {steps: [{name: make, image: $(tt.params.image), onError: $(tt.params.revision)}]}}');
  expect(findingsIn(yaml, { packs: [tekton] })).toEqual([]);
});

test('the id of the event is no name that is wrong', () => {
  const yaml = template('{apiVersion: tekton.dev/v1, kind: TaskRun, metadata: {name: run-$(uid), labels: {event: $(uid)}}, spec: {taskRef: {name: build}}}');
  expect(findingsIn(yaml, { packs: [tekton] })).toEqual([]);
});

test('what an event decides in a script hides nothing else in it, and moves no place', () => {
  const script = '"echo $(tt.params.image) $(params.a) $(tt.params.revision) $(params.b) # cdk8s-tekton: acknowledge tekton/unknown-param why\\n$(params.c)"';
  const yaml = run(`{taskSpec: {steps: [{name: make, image: busybox, script: ${script}}]}}`);
  const found = findingsIn(yaml, { packs: [tekton] }).map(({ place, acknowledged }) => [yaml.split('\n')[6].slice((place.column ?? 0) - 1, (place.endColumn ?? 0) - 1), acknowledged]);
  expect(found).toEqual([['$(params.a)', 'why'], ['$(params.b)', 'why'], ['$(params.c)', undefined]]);
});

test('fails over all the rest, at its place in the template', () => {
  const [finding, ...others] = findingsIn(run('{timeout: $(tt.params.timeout), taskSpec: {steps: [{name: Make, image: busybox}]}}'), { packs: [tekton] });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    rule: { id: 'tekton/step-name' },
    object: "TaskRun 'build-revision-' of TriggerTemplate 'push'",
    path: 'spec.resourcetemplates[0].spec.taskSpec.steps[0].name',
    place: { line: 7, column: 168 },
  });
});

test('fails over params that nobody declares, and over objects without kind', () => {
  expect(messagesOf('tekton/trigger', run('{taskRef: {name: $(tt.params.tsk)}}'))).toEqual(["7:127 '$(tt.params.tsk)' is used, and no param 'tsk' is declared, expected one of revision, timeout, image"]);
  expect(messagesOf('tekton/trigger', template('{apiVersion: tekton.dev/v1}'))).toEqual(['7:5 the template has no kind']);
  expect(messagesOf('tekton/trigger', 'apiVersion: triggers.tekton.dev/v1beta1\nkind: TriggerBinding\nmetadata: {name: a}\nspec: {params: [{name: x, value: a}, {name: x, value: b}]}\n')).toEqual(["4:45 the TriggerBinding sets the param 'x' twice"]);
});

test('fails in templates that are inline in EventListeners', () => {
  const yaml = `apiVersion: triggers.tekton.dev/v1beta1
kind: EventListener
metadata: {name: listener}
spec:
  triggers:
  - template:
      spec: {resourcetemplates: [{apiVersion: tekton.dev/v1beta1, kind: TaskRun, metadata: {generateName: a-}, spec: {}}]}
`;
  expect(findingsIn(yaml, { packs: [tekton] }).map(({ rule, path }) => `${rule.id} ${path}`)).toEqual(['tekton/run-target spec.triggers[0].template.spec.resourcetemplates[0].spec']);
});

test('images in templates are pinned, too', () => {
  const yaml = run(`{taskSpec: {steps: [{name: one, image: "node:20"}, {name: two, image: "go@sha256:${'a'.repeat(64)}"}, {name: three, image: $(tt.params.image)}]}}`);
  expect(findImages(readYaml('x', yaml)).map(({ name, digest }) => [name, digest])).toEqual([['node:20', undefined], ['go', `sha256:${'a'.repeat(64)}`]]);
});
