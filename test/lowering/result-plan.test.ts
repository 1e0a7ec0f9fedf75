import { parseUploadArguments } from '../../src/contract/agent-arguments';
import { messageBytes, safeMessageBudget } from '../../src/contract/result-budget';
import type { PlainTaskSpec } from '../../src/lowering/plain';
import { lowerTask } from '../../src/lowering/task';
import type { OutputModel, TaskModel } from '../../src/lowering/task-model';
import { output, step, stepOf, task } from './support';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const containersOf = (spec: Partial<PlainTaskSpec>) =>
  parseUploadArguments(stepOf(lowerTask(task({ outputs: [output('app')], spec })), 'upload-artifacts').args?.slice(1) ?? []).containers;

describe('the containers of the pod', () => {
  test.each<[number, string, Partial<PlainTaskSpec>]>([
    [3, 'a step without a script', { steps: [step('a')] }],
    [4, 'a script', { steps: [step('a', { script: 'x' })] }],
    [5, 'two scripts', { steps: [step('a', { script: 'x' }), step('b', { script: 'x' })] }],
    [5, 'the script of a sidecar', { steps: [step('a')], sidecars: [{ name: 's', image: 'x', script: 'x' }] }],
    [5, 'what a step by reference may bring', { steps: [{ name: 'a', ref: { name: 'x' } }] }],
    [4, 'a working directory under /workspace', { steps: [step('a', { workingDir: '/workspace/source' })] }],
    [4, 'one that is under /workspace after all', { steps: [step('a', { workingDir: '/x/..//workspace/y' })] }],
    [4, 'a relative one', { steps: [step('a', { workingDir: 'source' })] }],
    [4, 'one in a workspace', { steps: [step('a', { workingDir: '$(workspaces.source.path)' })], workspaces: [{ name: 'source' }] }],
    [4, 'one that a variable may put there', { steps: [step('a', { workingDir: '/work$(context.taskRun.name)' })] }],
    [4, 'one from the template', { steps: [step('a')], stepTemplate: { workingDir: '/workspace/x' } }],
    [3, '/workspace itself, which is there', { steps: [step('a', { workingDir: '/workspace' })] }],
    [3, 'one elsewhere', { steps: [step('a', { workingDir: '/workspaces/x' })] }],
    [3, 'one that no variable can put there', { steps: [step('a', { workingDir: '/home/$(context.taskRun.name)' })] }],
    [3, 'an unset one', { steps: [step('a', { workingDir: '' })] }],
  ])('are %d for %s', (containers, _, spec) => {
    expect(containersOf(spec)).toBe(containers);
  });
});

describe('outputs that do not fit singly', () => {
  /** A Task of four containers whose message has exactly so many bytes. */
  const withBytes = (bytes: number, more: Partial<OutputModel> = {}, model: Partial<TaskModel> = {}): TaskModel => {
    const outputs = Array.from({ length: 3 }, (_, index) => output(`out${index}`, more));
    const value = JSON.stringify({ uri: 'registry.example/team', digest: DIGEST, ...more.subject ? { isBuildArtifact: 'true' } : {} });
    const results = outputs.map(({ name }) => ({ key: more.subject ? `${name}-ARTIFACT_OUTPUTS` : name, value, type: 4 as const }));
    const own = bytes - messageBytes([...results, { key: 'own', value: '', type: 1 as const }]);
    return task({ outputs, resultBytes: { own }, ...model, spec: { steps: [step('a', { script: 'x' })], results: [{ name: 'own', type: 'string' }] } });
  };
  const budget = safeMessageBudget(4);

  test('are single results as long as they fit, to the byte', () => {
    const lowered = lowerTask(withBytes(budget));
    expect(lowered.problems).toEqual([]);
    expect(Object.fromEntries(lowered.outputs)).toEqual({ out0: { result: 'out0' }, out1: { result: 'out1' }, out2: { result: 'out2' } });
  });

  test('become one index of all of them, found by their names', () => {
    const lowered = lowerTask(withBytes(budget + 1));
    expect(lowered.problems).toEqual([]);
    expect([...lowered.outputs.values()]).toEqual(['out0', 'out1', 'out2'].map((selector) => ({ result: 'artifacts', selector })));
    const upload = stepOf(lowered, 'upload-artifacts');
    expect(upload.args).toContain('--index=artifacts');
    expect(upload.results?.map(({ name }) => name)).toEqual(['artifacts', 'error']);
    expect(lowered.spec.results?.map(({ name, description, value }) => [name, description, value])).toEqual([
      ['own', undefined, undefined],
      ['artifacts', 'Index of the outputs out0, out1, out2', '$(steps.upload-artifacts.results.artifacts)'],
      ['upload-artifacts-error', 'Why upload-artifacts failed; unset when it did not', '$(steps.upload-artifacts.results.error)'],
    ]);
  });

  test('count results of the author without a size as 64 bytes, and those that a step hands over not at all', () => {
    const bytes = (name: string, more: object) => {
      const results = [{ name, ...more }];
      const own = lowerTask({ ...withBytes(0, {}, { strictResults: true, resultBytes: { big: 3200 } }), spec: { steps: [step('a', { results: [{ name: 'r' }] })], results: [...results, { name: 'big' }] } });
      return Number(/about (\d+) bytes/.exec(own.problems[0])?.[1]);
    };
    expect(bytes('x', {}) - bytes('x', { value: '$(steps.a.results.r)' })).toBe(64 + 32);
  });

  test('fails where that was ruled out', () => {
    expect(lowerTask(withBytes(budget + 1, {}, { strictResults: true })).problems).toEqual([
      `task 'ci/build' has 3 outputs whose references take about ${budget + 1} bytes with its own results, and Tekton grants each of its 4 containers ${budget}: `
      + "drop 'strictResults' to pass them as one index, or have fewer outputs, steps or sidecars",
    ]);
    expect(lowerTask(withBytes(budget, {}, { strictResults: true })).problems).toEqual([]);
  });

  test('keep a result of their own where somebody reads it: Chains, a matrix, or consumers of a reference', () => {
    const own = [output('built', { subject: true }), output('image', { type: 'reference' }), output('text', { codec: 'string' })];
    const lowered = lowerTask(task({ outputs: [...own, ...Array.from({ length: 10 }, (_, index) => output(`out${index}`))], storage: {} }));
    expect(lowered.problems).toEqual([]);
    expect(own.map(({ name }) => lowered.outputs.get(name))).toEqual([{ result: 'built-ARTIFACT_OUTPUTS' }, { result: 'image' }, { result: 'text' }]);
    expect(lowered.outputs.get('out0')).toEqual({ result: 'artifacts', selector: 'out0' });
    expect(stepOf(lowered, 'upload-artifacts').results?.map(({ name }) => name)).toEqual(['artifacts', 'built-ARTIFACT_OUTPUTS', 'image', 'text', 'error']);
  });

  test('fails where build outputs alone are too many', () => {
    expect(lowerTask(withBytes(budget, { subject: true })).problems).toEqual([]);
    expect(lowerTask(withBytes(budget + 1, { subject: true })).problems).toEqual([expect.stringMatching(/not even an index fits .* or have fewer outputs, steps or sidecars$/)]);
  });

  test('fails where declared results leave no room even for an index', () => {
    const model = withBytes(budget, {}, {});
    expect(lowerTask({ ...model, resultBytes: { own: budget } }).problems).toEqual([
      expect.stringMatching(/not even an index fits .*: declare a smaller 'maxBytes' for results, or have fewer outputs, steps or sidecars$/),
    ]);
  });

  test('are not refused for sizes that are only assumed', () => {
    const results = Array.from({ length: 40 }, (_, index) => ({ name: `own${index}` }));
    const lowered = lowerTask(task({ outputs: [output('text', { codec: 'string' })], spec: { steps: [step('a')], results } }));
    expect(lowered.problems).toEqual([]);
    expect(lowered.outputs.get('text')).toEqual({ result: 'text' });
  });

  test('may be one alone', () => {
    const spec = { steps: [step('a')], results: [{ name: 'own' }] };
    expect(lowerTask(task({ outputs: [output('app')], resultBytes: { own: 2900 }, strictResults: true, spec })).problems).toEqual([
      expect.stringContaining('has 1 output whose references take about'),
    ]);
  });

  test('take 96 bytes for the repository where none is known', () => {
    const outputs = Array.from({ length: 13 }, (_, index) => output(`output${index}`));
    expect([...lowerTask(task({ outputs })).outputs.values()].some(({ selector }) => selector !== undefined)).toBe(false);
    expect([...lowerTask(task({ outputs, storage: {} })).outputs.values()].every(({ selector }) => selector !== undefined)).toBe(true);
  });
});

test('a string output counts as one string', () => {
  const outputs = Array.from({ length: 30 }, (_, index) => output(`o${index}`, { codec: 'string' }));
  const { problems } = lowerTask(task({ outputs, strictResults: true }));
  const value = `oci:registry.example/team@${DIGEST}`;
  expect(problems[0]).toContain(`about ${messageBytes(outputs.map(({ name }) => ({ key: name, value, type: 4 })))} bytes`);
});
