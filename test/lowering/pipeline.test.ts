import { parseCondition } from '../../src/contract/condition';
import { lowerPipeline } from '../../src/lowering/pipeline';
import { bind, from, input, lowered, output, pipeline, pipelineProblems, pipelineTask, step, task } from './support';

const WHEN = { input: '$(params.branch)', operator: 'in', values: ['main', '$(params.other)'] };
const PARAMS = { params: [{ name: 'branch', type: 'string' }, { name: 'other', type: 'string' }] };

test('a Pipeline without artifacts stays as it is', () => {
  const model = pipeline([
    pipelineTask('a', task(), { settings: { retries: 2, displayName: 'first' }, when: [WHEN] }),
    pipelineTask('b', task(), { runAfter: ['a'], target: { taskSpec: { steps: [] } } }),
  ], { ...PARAMS, settings: { description: 'x' }, results: [{ name: 'r', value: 'x' }], workspaces: [{ name: 'w' }] });
  expect(lowered(model)).toEqual({
    description: 'x',
    params: PARAMS.params,
    workspaces: [{ name: 'w' }],
    tasks: [{ name: 'a', retries: 2, displayName: 'first', taskRef: { name: 'a' }, when: [WHEN] }, { name: 'b', taskSpec: { steps: [] }, runAfter: ['a'] }],
    results: [{ name: 'r', value: 'x' }],
  });
});

test('inputs of a Pipeline become params behind those of the author', () => {
  const inputs = [input('source', { description: 'the code' }), input('parts', { codec: 'list', optional: true })];
  expect(lowered(pipeline([pipelineTask('a')], { ...PARAMS, inputs })).params).toEqual([
    ...PARAMS.params,
    { name: 'source', description: 'the code', type: 'object', properties: { uri: { type: 'string' }, digest: { type: 'string' } } },
    { name: 'parts', type: 'array', default: [] },
  ]);
});

describe('a condition', () => {
  const build = pipelineTask('build', task({ conditional: true, outputs: [output('app')] }), { when: [WHEN] });
  const scan = pipelineTask('scan', task({ inputs: [input('app', { optional: true })] }), { bindings: [bind('app', from('build', 'app'))] });

  test('moves into the Task where its outputs are consumed, so that they exist in any case', () => {
    const [task_] = lowered(pipeline([build, scan], PARAMS)).tasks;
    expect(task_.when).toBeUndefined();
    expect(task_.params).toHaveLength(1);
    expect(task_.params?.[0].name).toBe('artifacts-when');
    expect(parseCondition(task_.params?.[0].value as string[])).toEqual([WHEN]);
  });

  test('stays where it is for a Task that does not decide', () => {
    expect(lowered(pipeline([pipelineTask('build', task(), { when: [WHEN] })], PARAMS)).tasks[0]).toEqual({ name: 'build', taskRef: { name: 'build' }, when: [WHEN] });
  });

  test('is none where the same Task is used without one', () => {
    expect(lowered(pipeline([{ ...build, when: [] }, scan])).tasks[0]).toEqual({ name: 'build', taskRef: { name: 'build' } });
  });

  test.each([
    { cel: "'a' == 'b'" }, { input: 'a', operator: 'in', values: ['$(params.list[*])'] }, { input: 'a', operator: 'in' },
  ])('fails where it cannot be moved: %j', (when) => {
    const model = pipeline([{ ...build, when: [WHEN, when] }, scan], { params: [...PARAMS.params, { name: 'list', type: 'array' }] });
    expect(pipelineProblems(model)).toEqual([
      "task 'build' of pipeline 'ci/release' has outputs that others consume and a 'when' with CEL or '[*]', "
      + "which cannot be moved into the Task: write it with 'input', 'operator' and single 'values'",
    ]);
  });
});

describe('workspaces', () => {
  const uses = task({ spec: { workspaces: [{ name: 'source' }, { name: 'cache', optional: true }] } });

  test('of the same name are bound, because Tekton does it for embedded specs only', () => {
    expect(lowered(pipeline([pipelineTask('a', uses)], { workspaces: [{ name: 'source' }] })).tasks[0].workspaces).toEqual([{ name: 'source', workspace: 'source' }]);
  });

  test('are bound as the author says', () => {
    const workspaces = [{ name: 'source', workspace: 'shared', subPath: 'x' }];
    expect(lowered(pipeline([pipelineTask('a', uses, { workspaces })], { workspaces: [{ name: 'shared' }, { name: 'source' }, { name: 'cache' }] })).tasks[0].workspaces)
      .toEqual([...workspaces, { name: 'cache', workspace: 'cache' }]);
  });
});

test('an author may pass what a Task by reference does not declare', () => {
  const unknown = { ...pipelineTask('a', task()).contract, params: undefined, results: undefined, workspaces: undefined };
  const a = pipelineTask('a', task(), { contract: unknown, params: [{ name: 'x', value: 'y' }], workspaces: [{ name: 'w', workspace: 'w' }] });
  const b = pipelineTask('b', task({ spec: { params: [{ name: 'x', type: 'string' }] } }), { params: [{ name: 'x', value: '$(tasks.a.results.any.thing)' }] });
  expect(pipelineProblems(pipeline([a, b], { workspaces: [{ name: 'w' }] }))).toEqual([]);
});

test('the same model gives the same spec and is not changed', () => {
  const model = pipeline([
    pipelineTask('build', task({ outputs: [output('app')], spec: { steps: [step('main')] } })),
    pipelineTask('scan', task({ inputs: [input('x')] }), { bindings: [bind('x', from('build', 'app'))], runAfter: ['build'] }),
  ], { outputs: [{ name: 'app', source: from('build', 'app') }] });
  const before = JSON.stringify(model);
  expect(JSON.stringify(lowerPipeline(model))).toBe(JSON.stringify(lowerPipeline(model)));
  expect(JSON.stringify(model)).toBe(before);
});
