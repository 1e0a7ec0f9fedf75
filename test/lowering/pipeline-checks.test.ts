import type { PipelineModel, PipelineTaskModel } from '../../src/lowering/pipeline-model';
import type { Json } from '../../src/lowering/plain';
import { bind, from, input, output, pipeline, pipelineProblems, pipelineTask, task } from './support';

const IN_A = "task 'a' of pipeline 'ci/release' ";
const IN_PIPELINE = "pipeline 'ci/release' ";
const taking = task({
  path: 'ci/take',
  spec: {
    params: [
      { name: 'text', type: 'string', default: '' }, { name: 'list', type: 'array', default: [] },
      { name: 'map', type: 'object', properties: { key: { type: 'string' }, more: { type: 'string' } }, default: { more: '' } },
    ],
  },
});
const a = (more: Partial<PipelineTaskModel> = {}, model = task({ path: 'ci/take' })) => pipelineTask('a', model, more);
const b = pipelineTask('b');
const sets = (name: string, value: Json) => [a({ params: [{ name: 'map', value: { key: 'x' } }, { name, value }].slice(name === 'map' ? 1 : 0) }, taking)];
const stored = pipelineTask('b', task({ inputs: [input('app')] }), { bindings: [bind('app', from('a', 'app'))] });
const noStorage = (more: Parameters<typeof output>[1] = {}) => {
  const model = task({ outputs: [output('app', more)] });
  return a({ contract: { ...pipelineTask('a', model).contract, storage: { config: {}, open: false, mounts: {}, mayTrustMore: false } } }, model);
};
const workspace = task({ path: 'ci/take', spec: { workspaces: [{ name: 'source' }] } });

/** Each bad program once, with what is said of it. */
const BAD: readonly (readonly [string, readonly PipelineTaskModel[], Partial<PipelineModel>, string])[] = [
  ['no task', [], {}, `${IN_PIPELINE}has no tasks, call addTask() at least once`],
  ['finally tasks only', [a({ finally: true })], {}, `${IN_PIPELINE}has no tasks, call addTask() at least once`],
  ['two tasks of a name', [a(), a()], {}, `${IN_PIPELINE}has two tasks 'a', give each its own name`],
  ['a task in capitals', [pipelineTask('Build')], {}, `${IN_PIPELINE}has task 'Build', expected lower-case letters, digits and '-', at most 63: rename it`],
  ['a long task', [pipelineTask('a'.repeat(64))], {}, 'at most 63: rename it'],
  ['a dot', [a()], { inputs: [input('my.app')] }, `${IN_PIPELINE}has artifact 'my.app', expected letters, digits, '-' and '_', no dots`],
  ['a digit', [a()], { inputs: [input('1st')] }, `${IN_PIPELINE}has input '1st', which becomes a param, and a param's name begins with a letter: rename it`],
  ['param and input', [a()], { params: [{ name: 'x' }], inputs: [input('x')] }, `${IN_PIPELINE}has both a param and an input 'x', and an input becomes a param: rename one`],
  ['an unbound input', [a({}, task({ path: 'ci/take', inputs: [input('x')] }))], {}, `${IN_A}leaves the required input 'x' of task 'ci/take' unbound, pass inputs: { x: ... }`],
  ['an input bound twice', [a({ bindings: [bind('x', { from: 'pipeline', input: 'x' }), { input: 'x', matrix: true, sources: [{ from: 'pipeline', input: 'x' }] }], matrix: { params: [], include: [] } },
    task({ inputs: [input('x', { codec: 'string' })] }))], { inputs: [input('x')] }, `${IN_A}binds the input 'x' twice, in inputs and in the matrix: keep one`],
  ['content and no storage', [noStorage(), stored], {}, `${IN_A}has output 'app', which others consume, and no artifact storage is configured: `
    + "call ArtifactStorage.oci({ repository: ... }).applyTo(chart), or ArtifactStorage.fromConfigMap().applyTo(chart) where the ConfigMap 'config-artifact-storage' is kept by others"],
  ['an output and no storage', [noStorage()], { outputs: [{ name: 'x', source: from('a', 'app') }] }, 'no artifact storage is configured'],
  ['an unknown param', sets('txt', 'x'), {}, `${IN_A}sets the unknown param 'txt' of task 'ci/take', did you mean 'text'?`],
  ['an unknown param of the matrix', [a({ matrix: { params: [{ name: 'txt', value: ['x'] }], include: [] } }, taking)], {}, `${IN_A}sets the unknown param 'txt'`],
  ['an unknown param that is included', [a({ matrix: { params: [], include: [{ name: 'i', params: [{ name: 'txt', value: 'x' }] }] } }, taking)], {}, `${IN_A}sets the unknown param 'txt'`],
  ['a param twice', [a({ params: [{ name: 'text', value: 'x' }], matrix: { params: [{ name: 'text', value: ['x'] }], include: [] } }, taking)], {},
    `${IN_A}sets the param 'text' twice, in params or in the matrix: keep one`],
  ['an unset param', [a({}, task({ path: 'ci/take', spec: { params: [{ name: 'x', type: 'string' }] } }))], {}, `${IN_A}leaves the required param 'x' of task 'ci/take' unset, pass params: { x: ... }`],
  ['a list for a text', sets('text', ['x']), {}, `${IN_A}sets the param 'text' of task 'ci/take' to an array, expected a string`],
  ['an object for a text', sets('text', { x: 'y' }), {}, 'to an object, expected a string'],
  ['a whole list for a text', sets('text', '$(params.all[*])'), { params: [{ name: 'all', type: 'array' }] }, "to a whole array or object '$(params.all[*])', expected a string"],
  ['a text for a list', sets('list', 'x'), {}, 'to a string, expected an array'],
  ['a text for an object', sets('map', 'x'), {}, 'to a string, expected an object'],
  ['a list for an object', sets('map', []), {}, 'to an array, expected an object'],
  ['an object without a key', sets('map', { more: 'x' }), {}, "without the key 'key'"],
  ['an unbound workspace', [a({}, workspace)], {}, `${IN_A}leaves the workspace 'source' of task 'ci/take' unbound, pass workspaces: { source: ... }`],
  ['an unknown workspace', [a({ workspaces: [{ name: 'src', workspace: 'w' }, { name: 'source', workspace: 'w' }] }, workspace)], { workspaces: [{ name: 'w' }] },
    `${IN_A}binds the unknown workspace 'src' of task 'ci/take', expected one of source`],
  ['a workspace that the Pipeline does not have', [a({ workspaces: [{ name: 'source', workspace: 'sharde' }] }, workspace)], { workspaces: [{ name: 'shared' }] },
    `${IN_A}uses the workspace 'sharde', which the Pipeline does not declare, did you mean 'shared'?`],
  ['an order in finally', [b, a({ finally: true, runAfter: ['b'] })], {}, `${IN_A}is a finally task with runAfter, which Tekton refuses: remove it`],
  ['an order after nobody', [b, a({ runAfter: ['bb'] })], {}, `${IN_A}runs after 'bb', which is no task of this Pipeline, did you mean 'b'?`],
  ['an order after a finally task', [a({ runAfter: ['b'] }), { ...b, finally: true }], {}, `${IN_A}runs after 'b', which is no task of this Pipeline`],
  ['tries of what may fail', [a({ settings: { onError: 'continue', retries: 1 } })], {}, `${IN_A}has retries and onError 'continue', which Tekton refuses: keep one`],
];

test.each(BAD)('fails for %s', (_, tasks, more, message) => {
  const problems = pipelineProblems(pipeline(tasks, more));
  expect(problems.map((problem) => problem.includes(message))).toEqual([true]);
});

/** What looks odd and is right. */
const GOOD: readonly (readonly [string, readonly PipelineTaskModel[], Partial<PipelineModel>])[] = [
  ['a long name', [pipelineTask('a'.repeat(63))], {}],
  ['inline content without storage', [noStorage({ storage: 'inline' }), stored], {}],
  ['references without storage', [noStorage({ type: 'reference' }), pipelineTask('b', task({ inputs: [input('app', { content: false })] }), { bindings: [bind('app', from('a', 'app'))] })], {}],
  ['an output that nobody consumes', [noStorage()], {}],
  ['a param given by the matrix', [a({ matrix: { params: [{ name: 'x', value: ['1'] }], include: [] } }, task({ spec: { params: [{ name: 'x', type: 'string' }] } }))], {}],
  ['a text that ends like a whole list', sets('text', 'see [*])'), {}],
  ['a whole list and a whole object', [...sets('list', '$(params.list[*])'), { ...sets('map', '$(params.map[*])')[0], name: 'b' }],
    { params: [{ name: 'list', type: 'array' }, { name: 'map', type: 'object' }] }],
  ['a key that has a default', sets('map', { key: 'x' }), {}],
  ['a finally task and tries', [b, a({ finally: true, settings: { retries: 2 } })], {}],
];

test.each(GOOD)('%s is right', (_, tasks, more) => {
  expect(pipelineProblems(pipeline(tasks, more))).toEqual([]);
});
