import { findingsIn } from './tester';

/** A Task whose script has these lines, from line 9 on. */
const task = (...lines: string[]): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: build}
spec:
  params: [{name: list, type: array, default: []}, {name: app, type: object, properties: {uri: {}}, default: {uri: x}}]
  steps:
    - name: make
      image: busybox
      script: |
        ${lines.join('\n        ')}
`;

const action = (script: string): string => `apiVersion: tekton.dev/v1beta1
kind: StepAction
metadata: {name: build}
spec:
  image: busybox
  params: [{name: a}]
  script: |
    ${script.replaceAll('\n', '\n    ')}
`;

/** A Pipeline with two tasks: a param of the second has these texts, from line 11 on. */
const pipeline = (...texts: string[]): string => `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: ci}
spec:
  params: [{name: list, type: array, default: []}]
  tasks:
    - {name: first, taskRef: {name: first}, matrix: {params: [{name: x, value: [a]}]}}
    - name: second
      taskRef: {name: second}
      params:
        - {name: p, value: [
          ${texts.map((text) => JSON.stringify(text)).join(',\n          ')}]}
`;

const run = (...texts: string[]): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: ci}
spec:
  pipelineRef: {name: ci}
  params:
    - {name: p, value: [
        ${texts.map((text) => JSON.stringify(text)).join(',\n        ')}]}
`;

/** Where a rule finds something, as in `10:14`. */
const placesOf = (id: string, yaml: string): string[] => findingsIn(yaml).filter(({ rule }) => rule.id === id).map(({ place }) => `${place.line}:${place.column}`);

test.each([
  ['tekton/unknown-param', task('echo $(params.x)', 'echo $(params.y) $(params.x)'), ['10:14', '11:14', '11:26']],
  ['tekton/unknown-param', task('echo $(params.app.a)', 'echo $(params.app.b)'), ['10:14', '11:14']],
  ['tekton/unknown-result', task('echo > $(results.x.path)', 'echo > $(results.y.path)'), ['10:16', '11:16']],
  ['tekton/unknown-result', action('echo > $(step.results.x.path)\necho > $(step.results.y.path)'), ['8:12', '9:12']],
  ['tekton/context-variable', task('echo $(context.task.id)', 'echo $(context.task.di)'), ['10:14', '11:14']],
  ['tekton/whole-param', task('echo $(params.list[*])', 'echo $(params.list[*])'), ['10:14', '11:14']],
  ['tekton/whole-param', task('echo $(params.app[*])', 'echo $(params.app[*])'), ['10:14', '11:14']],
  ['tekton/dead-variable', task('cd $(inputs.x.path)', 'cd $(outputs.x.path)'), ['10:12', '11:12']],
  ['tekton/step-variable-place', task('cd $(steps.a.results.b)', 'cd $(steps.a.results.b)'), ['10:12', '11:12']],
  ['tekton/feature-flag', task('cat $(artifacts.path)', 'cat $(artifacts.path)'), ['10:13', '11:13']],
  ['tekton/step-action', action('echo $(params.a)\necho $(params.a)'), ['8:10', '9:10']],
  ['tekton/pipeline-param-use', pipeline('$(params.x)', 'a $(params.list[*])', '$(params.x)'), ['12:12', '13:14', '14:12']],
  ['tekton/pipeline-context-variable', pipeline('$(context.pipeline.x)', '$(context.pipeline.y)'), ['12:12', '13:12']],
  ['tekton/variable-prefix', pipeline('$(param.x)', '$(parms.y)'), ['12:12', '13:12']],
  ['tekton/execution-status', pipeline('$(tasks.first.status)', '$(tasks.first.status)'), ['12:12', '13:12']],
  ['tekton/matrix-result', pipeline('$(tasks.first.results.x)', '$(tasks.first.results.y)'), ['12:12', '13:12']],
  ['tekton/task-order', pipeline('$(tasks.x.results.x)', '$(tasks.y.results.y)'), ['12:12', '13:12']],
  ['tekton/finally', pipeline('$(tasks.x.results.x)', '$(tasks.y.results.y)').replace('    - name: second', '  finally:\n    - name: second'), ['13:12', '14:12']],
  ['tekton/feature-flag', pipeline('$(tasks.first.outputs.x)', '$(tasks.first.outputs.y)'), ['12:12', '13:12']],
  ['digest/mutable-tag', pipeline('$(tasks.first.results.a_IMAGE_URL)', '$(tasks.first.results.b_IMAGE_URL)'), ['12:12', '13:12']],
  ['tekton/pipeline-result', `${pipeline()}  results:\n    - name: x\n      value: >-\n        $(tasks.x.results.x)\n        $(tasks.y.results.y)\n`, ['16:9', '17:9']],
  ['tekton/run-param', run('$(tasks.x.results.x)', '$(tasks.y.results.y)'), ['8:10', '9:10']],
  ['tekton/value-variable', run('$(params.x)', '$(params.y)'), ['8:10', '9:10']],
  ['security/nested-variable', run('$(results.x)', '$(results.y)'), ['8:10', '9:10']],
  ['security/credential-literal', run('https://a:bcd@x', 'https://a:bcd@x'), ['8:10', '9:10']],
])('%s tells of every place', (id, yaml, places) => {
  expect(placesOf(id, yaml)).toEqual(places);
});

test('tekton/trigger tells of every place', () => {
  const yaml = `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: {name: example}
spec:
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: TaskRun
      metadata: {generateName: build-}
      spec:
        taskSpec:
          steps:
            - name: build
              image: busybox
              script: |
                echo $(tt.params.x)
                echo $(tt.params.y)
`;
  expect(placesOf('tekton/trigger', yaml)).toEqual(['15:22', '16:22']);
});

/** The open findings of the pack tekton, as in `11 tekton/unknown-param`. */
const openIn = (yaml: string): string[] => findingsIn(yaml)
  .filter(({ rule, acknowledged }) => rule.id.startsWith('tekton/') && acknowledged === undefined).map(({ rule, place }) => `${place.line} ${rule.id}`);

const comment = '# cdk8s-tekton: acknowledge tekton/unknown-param we know';

test('what is accepted on one line of a script hides nothing on another', () => {
  expect(openIn(task(`echo $(params.x) ${comment}`, 'echo $(params.y)', comment, 'echo $(params.z)'))).toEqual(['11 tekton/unknown-param']);
});

test('what is refused at once on one line does not hide what fails in the run on another', () => {
  expect(openIn(task('echo $(params.x)', 'cd $(workspaces.y.path)'))).toEqual(['10 tekton/unknown-param', '11 tekton/task-variable']);
  expect(openIn(task(`echo $(params.x) ${comment}`, 'cd $(workspaces.y.path)'))).toEqual(['11 tekton/task-variable']);
});

test('the same mistake is told once, by who refuses it first', () => {
  expect(openIn(task('echo $(params.x)'))).toEqual(['10 tekton/unknown-param']);
});

test('of a Task without params it is said that there are none', () => {
  const [{ message }] = findingsIn(task('echo $(params.x)').replace(/  params: .*\n/, '')).filter(({ rule }) => rule.id === 'tekton/unknown-param');
  expect(message).toBe("step 'make' uses '$(params.x)', and no param is declared at all");
});
