import type { PipelineModel, PipelineTaskModel } from '../../src/lowering/pipeline-model';
import { bind, from, input, output, pipeline, pipelineProblems, pipelineTask, task } from './support';

const giving = task({
  path: 'ci/give',
  outputs: [output('app'), output('image', { subject: true })],
  spec: {
    results: [
      { name: 'text', type: 'string' }, { name: 'a.b', type: 'string' }, { name: 'list', type: 'array' },
      { name: 'map', type: 'object', properties: { key: { type: 'string' } } },
    ],
  },
});
const taking = task({ path: 'ci/take', spec: { params: [{ name: 'in', type: 'string' }] } });
const give = pipelineTask('give', giving);
const MODEL: Partial<PipelineModel> = {
  params: [{ name: 'text', type: 'string' }, { name: 'my.name', type: 'string' }, { name: 'map', type: 'object', properties: { key: { type: 'string' } } }],
  inputs: [input('source')],
  workspaces: [{ name: 'shared' }],
};
const problemsOf = (text: string, more: Partial<PipelineTaskModel> = {}, model: Partial<PipelineModel> = {}) =>
  pipelineProblems(pipeline([give, pipelineTask('take', taking, { params: [{ name: 'in', value: text }], ...more })], { ...MODEL, ...model }));

test.each([
  '$(params.text)', "x $(params['my.name'])", '$(params.my.name)', '$(params.map.key)', '$(params.source.uri)', '$(tasks.give.results.text)', "$(tasks.give.results['a.b'])",
  '$(tasks.give.results.a.b)', '$(tasks.give.results.list[1])', '$(tasks.give.results.map.key)', '$(tasks.give.results.app.uri)', '$(tasks.give.results.image-ARTIFACT_OUTPUTS.digest)',
  '$(workspaces.shared.bound)', '$(context.pipelineRun.name)', '$(context.taskRun.name)', '$(date)',
])('%s is known', (text) => {
  expect(problemsOf(text)).toEqual([]);
});

test.each([
  ['$(params.txt)', "the Pipeline declares no param 'txt', did you mean 'text'?"],
  ['$(params.text.x)', "the param 'text' is a string and has no key 'x'"],
  ['$(params.map.kye)', "the object param 'map' has no key 'kye', did you mean 'key'?"],
  ['$(params.source.path)', "the object param 'source' has no key 'path', expected one of uri, digest"],
  ['x $(params.map[*])', "a whole array or object must stand alone, text around '[*]' is never substituted: take it out of the text, or read one element or key"],
  ['$(tasks.giv.results.text)', "there is no task 'giv' in this Pipeline, did you mean 'give'?"],
  ['$(tasks.give.results.tex)', "task 'give' declares no result 'tex', did you mean 'text'?"],
  ['$(tasks.give.results)', "expected '$(tasks.<name>.results.<result>)'"],
  ['$(tasks.give.results.text.x)', "the result 'text' is a string"],
  ['$(tasks.give.results.text[0])', "the result 'text' is a string"],
  ['$(tasks.give.results.list)', "the result 'list' is an array, read it by '[*]' or an index"],
  ['$(tasks.give.results.map)', "the result 'map' is an object, read it by '[*]' or a key"],
  ['$(tasks.give.results.map.kye)', "the object result 'map' has no key 'kye', did you mean 'key'?"],
  ['$(tasks.give.results.app.path)', "the object result 'app' has no key 'path', expected one of uri, digest"],
  ['$(tasks.give.outputs.app)', 'Tekton never substitutes it, bind the output by inputs: { ... }'],
  ['$(tasks.give.result.text)', "expected '$(tasks.<name>.results.<result>)'"],
  ['$(tasks.take.results.x)', "task 'take' declares no result 'x', none is declared"],
  ['$(tasks.status)', 'the status of all tasks is known to finally tasks only'],
  ['$(tasks.give.status)', 'the status of a task is known to finally tasks only'],
  ['$(tasks.give.reason)', 'the reason of a task is known to finally tasks only'],
  ['$(finally.give.results.text)', 'results of finally tasks reach only the results of the Pipeline: add it by addTask() if others need them'],
  ['$(workspaces.sharde.bound)', "the Pipeline declares no workspace 'sharde', did you mean 'shared'?"],
  ['$(workspaces.shared.path)', "only '.bound' of a workspace is known to a Pipeline"],
  ['$(context.pipelineRun.nam)', 'expected one of $(context.pipelineRun.name), '],
  ['$(steps.a.results.b)', "'steps' belongs to a Task, not to a Pipeline"],
  ['$(results.a.path)', "'results' belongs to a Task, not to a Pipeline"],
  ['$(inputs.app.path)', "'inputs' belongs to a Task, not to a Pipeline"],
])('fails on %s', (text, message) => {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`pipeline 'ci/release' has '${text.replace(/^x /, '')}' in params[0].value of task 'take': ${message}`);
});

test('fails for a task that reads its own result', () => {
  const own = pipelineTask('own', giving, { when: [{ input: '$(tasks.own.results.text)', operator: 'in', values: ['x'] }] });
  expect(pipelineProblems(pipeline([own]))).toContain("pipeline 'ci/release' has '$(tasks.own.results.text)' in when[0].input of task 'own': a task cannot read its own results");
});

describe('finally tasks', () => {
  const last = (text: string, tasks = [give]) => pipelineProblems(pipeline([...tasks, pipelineTask('last', taking, { finally: true, params: [{ name: 'in', value: text }] })], MODEL));

  test('know how tasks ended, and their results', () => {
    expect(['$(tasks.status)', '$(tasks.give.status)', '$(tasks.give.reason)', '$(tasks.give.results.text)'].flatMap((text) => last(text))).toEqual([]);
  });

  test.each([
    ['$(tasks.giv.status)', "there is no task 'giv' in this Pipeline, did you mean 'give'?"],
    ['$(tasks.last.status)', "there is no task 'last' in this Pipeline"],
    ['$(tasks.other.results.text)', "'other' is a finally task, and its results reach only the results of the Pipeline (as '$(finally.other...')"],
  ])('fail on %s', (text, message) => {
    const problems = last(text, [give, pipelineTask('other', giving, { finally: true })]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`has '${text}' in params[0].value of task 'last': ${message}`);
  });
});

describe('results of the Pipeline', () => {
  const result = (value: string) => pipelineProblems(pipeline([give, pipelineTask('last', giving, { finally: true })], { results: [{ name: 'r', value }] }));

  test('come from tasks of either kind', () => {
    expect(['$(tasks.give.results.text)', '$(finally.last.results.text)', '$(tasks.give.results.list[*])'].flatMap(result)).toEqual([]);
  });

  test.each([
    ['$(finally.give.results.text)', "'give' is no finally task, expected '$(tasks.give...'"],
    ['$(tasks.last.results.text)', "'last' is a finally task, and its results reach only the results of the Pipeline (as '$(finally.last...')"],
    ['$(finally.last.results.none)', "task 'last' declares no result 'none'"],
  ])('fail on %s', (value, message) => {
    expect(result(value)).toEqual([expect.stringContaining(`pipeline 'ci/release' has '${value}' in results[0].value: ${message}`)]);
  });
});

describe('a task in a matrix', () => {
  const give_ = pipelineTask('give', giving, { matrix: { params: [], include: [] } });
  const list = task({ path: 'ci/take', spec: { params: [{ name: 'in', type: 'array' }] } });
  const reads = (value: string) => pipelineProblems(pipeline([give_, pipelineTask('take', list, { params: [{ name: 'in', value: [value] }] })]));

  test('has all its string results at once', () => {
    const whole = pipelineTask('take', list, { params: [{ name: 'in', value: '$(tasks.give.results.text[*])' }] });
    expect(pipelineProblems(pipeline([give_, whole]))).toEqual([]);
  });

  test.each([
    ['$(tasks.give.results.text)', "task 'give' runs in a matrix, read all its results by '[*]'"],
    ['$(tasks.give.results.list[*])', "task 'give' runs in a matrix, and only its string results can be collected: declare the result a string"],
  ])('fails on %s', (value, message) => {
    expect(reads(value)).toEqual([expect.stringContaining(message)]);
  });
});

describe('a task that decides inside whether its steps run', () => {
  const build = pipelineTask('build', { ...giving, conditional: true }, { when: [{ input: 'a', operator: 'in', values: ['b'] }] });
  const scan = pipelineTask('scan', task({ inputs: [input('x', { optional: true })] }), { bindings: [bind('x', from('build', 'app'))] });
  const reads = (value: string, more: Partial<PipelineTaskModel> = {}) =>
    pipelineProblems(pipeline([build, scan, pipelineTask('take', taking, { params: [{ name: 'in', value }], ...more })]));

  test('fails where another reads a result that would be missing', () => {
    expect(reads('$(tasks.build.results.text)')).toEqual([
      "pipeline 'ci/release' has '$(tasks.build.results.text)' in params[0].value of task 'take': task 'build' has a 'when' and outputs that others consume, "
      + "so it runs without its steps where the condition does not hold, and for want of the result 'text' Tekton would fail the run: "
      + 'write it to an output, or put the condition on its consumers',
    ]);
  });

  test('has outputs in any case, and a finally task is skipped without the result', () => {
    expect(reads('$(tasks.build.results.app.uri)')).toEqual([]);
    expect(reads('$(tasks.build.results.text)', { finally: true })).toEqual([]);
  });
});

test('descriptions and inline Tasks speak for themselves', () => {
  const taskSpec = { params: [{ name: 'own' }], steps: [{ name: 'a', args: ['$(params.own)', '$(results.x.path)'] }] };
  expect(problemsOf('x', { target: { taskSpec }, settings: { description: '$(params.none)' } }, { settings: { description: '$(params.none)' } })).toEqual([]);
});

test('fails on a result in an inline Task that nobody has', () => {
  expect(problemsOf('x', { target: { taskSpec: { steps: [{ args: ['$(tasks.give.results.none)'] }] } } })).toEqual([
    expect.stringContaining("has '$(tasks.give.results.none)' in taskSpec.steps[0].args[0] of task 'take': task 'give' declares no result 'none'"),
  ]);
});

test('params of a surrounding run are visible in an embedded Pipeline', () => {
  expect(problemsOf('$(params.any)', {}, { embedded: true })).toEqual([]);
});
