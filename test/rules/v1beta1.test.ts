import { readYaml } from '../../src/cli/validate/read-yaml';
import { containersOf } from '../../src/rules/model/containers';
import { findingsIn, messagesOf } from './tester';

const object = (kind: string, spec: string): string => `apiVersion: tekton.dev/v1beta1\nkind: ${kind}\nmetadata: {name: example}\nspec:\n${spec.trim().split('\n').map((line) => `  ${line}\n`).join('')}`;

/** Rule, path as it is written, and place. */
function found(yaml: string): string[] {
  return findingsIn(yaml).filter(({ severity, rule }) => severity === 'error' && rule.id.startsWith('tekton/')).map(({ rule, stage, path, place }) => `${rule.id} ${stage} ${path} ${place.line}:${place.column}`);
}

test('what is right in v1beta1 has no finding but that the version is old', () => {
  const run = object('PipelineRun', `
serviceAccountName: builder
timeout: 2h
podTemplate: {nodeSelector: {disk: ssd}}
pipelineSpec:
  tasks:
  - name: build
    taskSpec:
      stepTemplate: {resources: {requests: {cpu: 1}}}
      steps: [{name: make, image: busybox, resources: {requests: {memory: 1Gi}}, script: make}]
      sidecars: [{name: server, image: nginx, resources: {}}]
taskRunSpecs: [{pipelineTaskName: build, taskServiceAccountName: maker, taskPodTemplate: {}, stepOverrides: [{name: make, resources: {}}], sidecarOverrides: []}]`);
  expect(found(run)).toEqual([]);
  expect(messagesOf('best-practice/deprecated', run)).toEqual(['1:13 tekton.dev/v1beta1 PipelineRun is given up']);
});

test('rules see the v1 that Tekton makes of it', () => {
  const [document] = readYaml('x', object('Task', 'steps: [{name: make, image: busybox, resources: {requests: {memory: 1Gi}}}]'));
  expect(containersOf(document)[0].container.computeResources).toEqual({ requests: { memory: '1Gi' } });
  expect(messagesOf('best-practice/resources', object('Task', 'steps: [{name: make, image: busybox, resources: {requests: {memory: 1Gi}}}]'))).toEqual([]);
});

test('fails at the fields as they are written', () => {
  expect(found(object('PipelineRun', 'pipelineRef: {name: build}\ntimeout: -1h'))).toEqual(['tekton/timeout admission spec.timeout 6:12']);
  expect(found(object('TaskRun', 'taskRef: {name: build}\nstepOverrides: [{resources: {requests: {memory: 1Gi}}}]'))).toEqual(['tekton/run-overrides admission spec.stepOverrides[0] 6:19']);
  expect(found(object('Task', 'steps: [{name: make, image: busybox, resources: {limits: {memory: lots}}}]'))).toEqual(['tekton/field-type admission spec.steps[0].resources.limits.memory 5:69']);
});

test('fails over fields of v1, which v1beta1 does not have', () => {
  expect(found(object('Task', 'steps: [{name: make, image: busybox, computeResources: {}}]'))).toEqual(['tekton/unknown-field admission spec.steps[0].computeResources 5:40']);
});

test.each([
  ['resources of a Task', object('Task', 'resources: {}\nsteps: [{name: make, image: busybox}]'), 'spec.resources'],
  ['a bundle', object('TaskRun', 'taskRef: {name: build, bundle: example.com/tasks}'), 'spec.taskRef.bundle'],
  ['timeout beside timeouts', object('PipelineRun', 'pipelineRef: {name: build}\ntimeout: 1h\ntimeouts: {pipeline: 1h}'), 'spec.timeout'],
])('fails over %s', (_, yaml, path) => {
  expect(findingsIn(yaml).filter(({ rule, stage }) => rule.id === 'tekton/old-field' && stage === 'admission').map((finding) => finding.path)).toEqual([path]);
});

test('fails over what is lost when it is stored: a Pipeline in a Pipeline', () => {
  expect(findingsIn(object('Pipeline', 'tasks: [{name: inner, pipelineRef: {name: other}}]'), { api: 'alpha' }).find(({ rule }) => rule.id === 'tekton/old-field')).toMatchObject({ stage: 'run', path: 'spec.tasks[0].pipelineRef' });
});

test('fails in the run where only the webhook of v1 would have refused', () => {
  expect(found(object('Task', 'steps: [{name: make, image: busybox}]\nsidecars: [{name: server}]'))).toEqual(['tekton/container-image run spec.sidecars[0] 6:14']);
  expect(found(object('TaskRun', 'taskRef: {name: build}\nretries: -1'))).toEqual(['tekton/run-status run spec.retries 6:12']);
});

test('the webhook of v1beta1 compares timeouts of tasks with an hour where the old field is set', () => {
  const run = (timeout: string): string => object('PipelineRun', `pipelineRef: {name: build}\n${timeout}\ntaskRunSpecs: [{pipelineTaskName: build, timeout: 90m}]`);
  expect(found(run('timeout: 2h'))).toEqual(['tekton/timeout admission spec.taskRunSpecs[0].timeout 7:53']);
  expect(found(run('timeouts: {pipeline: 2h}'))).toEqual([]);
});

test('references between versions are followed', () => {
  const yaml = `${object('Task', 'params: [{name: target}]\nsteps: [{name: make, image: busybox, args: [$(params.target)]}]')}---
apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: run}
spec: {taskRef: {name: example}}
`;
  expect(messagesOf('tekton/run-call', yaml)).toEqual(["11:1 the TaskRun gives no value for the param 'target' of Task 'example'"]);
});
