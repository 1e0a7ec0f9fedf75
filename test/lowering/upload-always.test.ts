import { lowerTask } from '../../src/lowering/task';
import type { OutputModel } from '../../src/lowering/task-model';
import { input, output, step, stepOf, task } from './support';

const GATE = { input: '$(steps.gate-artifacts.results.run)', operator: 'in', values: ['yes'] };
const report = (more: Partial<OutputModel> = {}) => output('report', { always: true, ...more });
const codeOf = (name: string) => ({ name: 'EXIT_CODE_OF', value: `$(steps.step-${name}.exitCode.path)` });

test('the last step may fail, and the upload step raises its exit code again', () => {
  const lowered = lowerTask(task({ outputs: [report()], spec: { steps: [step('prepare'), step('test', { onError: 'stopAndFail' })] } }));
  expect(lowered.problems).toEqual([]);
  expect(lowered.spec.steps.map(({ name, onError, when }) => [name, onError, when])).toEqual([
    ['prepare', undefined, undefined], ['test', 'continue', undefined], ['upload-artifacts', undefined, undefined],
  ]);
  expect(stepOf(lowered, 'upload-artifacts').env).toContainEqual(codeOf('test'));
});

test('steps behind it do not run over the failure: a gate reads the exit code', () => {
  const own = { input: 'a', operator: 'in', values: ['a'] };
  const steps = [step('test'), step('publish', { when: [own] }), { name: 'scan', ref: { name: 'scan' } }];
  const lowered = lowerTask(task({ outputs: [report({ step: 'test' }), output('app')], spec: { steps } }));
  expect(lowered.problems).toEqual([]);
  expect(lowered.spec.steps.map(({ name, onError, when }) => [name, onError, when])).toEqual([
    ['test', 'continue', undefined], ['gate-artifacts', undefined, undefined], ['publish', undefined, [own, GATE]], ['scan', undefined, [GATE]],
    ['upload-artifacts', undefined, undefined],
  ]);
  expect(stepOf(lowered, 'gate-artifacts')).toMatchObject({
    args: ['gate'],
    results: [{ name: 'run', type: 'string' }, { name: 'error', type: 'string' }],
    env: [{ name: 'ERROR_RESULT', value: '$(step.results.error.path)' }, codeOf('test')],
  });
  expect(stepOf(lowered, 'gate-artifacts').volumeMounts).toBeUndefined();
  // Three user steps, gate, upload, prepare; and two that Tekton may add for the step by reference.
  expect(stepOf(lowered, 'upload-artifacts').args).toContain('--containers=8');
});

test("an author's own onError means that the failure is none", () => {
  const steps = [step('test', { onError: 'continue' }), step('next')];
  const lowered = lowerTask(task({ outputs: [report({ step: 'test' })], spec: { steps } }));
  expect(lowered.problems).toEqual([]);
  expect(lowered.spec.steps.map(({ name, when }) => [name, when])).toEqual([['test', undefined], ['next', undefined], ['upload-artifacts', undefined]]);
  expect(JSON.stringify(lowered.spec)).not.toContain('EXIT_CODE_OF');
});

test('a conditional Task asks its condition first, then the gate', () => {
  const lowered = lowerTask(task({ inputs: [input('source')], outputs: [report({ step: 'test' })], conditional: true, spec: { steps: [step('test'), step('next')] } }));
  const run = { input: '$(steps.fetch-artifacts.results.run)', operator: 'in', values: ['yes'] };
  expect(lowered.spec.steps.map(({ name, when }) => [name, when])).toEqual([
    ['fetch-artifacts', undefined], ['test', [run]], ['gate-artifacts', undefined], ['next', [run, GATE]], ['upload-artifacts', undefined],
  ]);
  expect(stepOf(lowered, 'upload-artifacts').env).toEqual(expect.arrayContaining([codeOf('test'), { name: 'RUN', value: '$(steps.fetch-artifacts.results.run)' }]));
});

test('fails where two steps write such outputs', () => {
  const outputs = [report({ step: 'a' }), output('log', { always: true })];
  expect(lowerTask(task({ outputs, spec: { steps: [step('a'), step('b')] } })).problems).toEqual([
    "task 'ci/build' has outputs with upload 'always' from the steps a, b, let one step write them all",
  ]);
});

test.each([true, false])('fails for a step that is not there (always: %s), once', (always) => {
  expect(lowerTask(task({ outputs: [report({ always, step: 'mian' })] })).problems).toEqual([
    "task 'ci/build' names the step 'mian' as the one that writes 'report', and has no such step, did you mean 'main'?",
  ]);
});
