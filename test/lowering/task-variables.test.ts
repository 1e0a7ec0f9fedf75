import { lowerTask } from '../../src/lowering/task';
import type { TaskModel } from '../../src/lowering/task-model';
import { input, step, task } from './support';

const SPEC: Partial<TaskModel['spec']> = {
  params: [
    { name: 'text', type: 'string' }, { name: 'a.b', type: 'string' }, { name: 'list', type: 'array' },
    { name: 'map', type: 'object', properties: { key: { type: 'string' } } }, { name: 'open', type: 'object' },
  ],
  results: [{ name: 'sum' }, { name: 'a.sum' }],
  workspaces: [{ name: 'source' }],
};
const problemsOf = (text: string, more: Partial<TaskModel> = {}) => lowerTask(task({
  inputs: [input('src')],
  ...more,
  spec: { ...SPEC, steps: [step('first', { results: [{ name: 'r' }] }), { name: 'other', ref: { name: 'x' } }, step('main', { args: [text], results: [{ name: 'own' }] })] },
})).problems;

test.each([
  '$(params.text)', '$(params["text"])', "$(params['a.b'])", '$(params.a.b)', '$(params.list[*])', '$(params.list[1])', '$(params.list)', '$(params.map.key)',
  '$(params.map[*])', '$(params.open.any)', '$(params.src.uri)', '$(params.src.digest)', 'x $(params.text) $(date)', '$(results.sum.path)', '$(results["a.sum"].path)',
  '$(workspaces.source.path)', '$(workspaces.source.bound)', '$(workspaces.source.claim)', '$(workspaces.source.volume)', '$(steps.first.results.r)',
  '$(steps.other.results.anything)', '$(steps.step-first.exitCode.path)', '$(steps.first.outputs.x)', '$(step.results.own.path)', '$(step.artifacts.path)',
  '$(context.taskRun.name)', '$(context.task.retry-count)', '$(credentials.path)',
])('%s is known', (text) => {
  expect(problemsOf(text)).toEqual([]);
});

test.each([
  ['$(params.txt)', "the task declares no param 'txt', did you mean 'text'?"],
  ["$(params['c.d'])", "the task declares no param 'c.d'"],
  ['$(params.text.x)', "the param 'text' is a string and has no key 'x'"],
  ['$(params.text[0])', "the param 'text' is a string"],
  ['$(params.list.x)', "the param 'list' is an array and has no key 'x'"],
  ['$(params.map.kye)', "the object param 'map' has no key 'kye', did you mean 'key'?"],
  ['$(params.map)', "the param 'map' is an object, read it by a key or as a whole by '[*]'"],
  ['$(params.src.path)', "the object param 'src' has no key 'path', expected one of uri, digest"],
  ['--x=$(params.list[*])', "a whole array or object must stand alone, text around '[*]' is never substituted: take it out of the text, or read one element or key"],
  ['$(results.sums.path)', "the task declares no result 'sums', did you mean 'sum'?"],
  ['$(results.sum)', "expected '$(results.<name>.path)'"],
  ['$(workspaces.src.path)', "the task declares no workspace 'src', expected one of source"],
  ['$(workspaces.source)', "a workspace has path, bound, claim, volume, not ''"],
  ['$(workspaces.source.dir)', "a workspace has path, bound, claim, volume, not 'dir'"],
  ['$(steps.frist.results.r)', "the task has no step 'frist', did you mean 'first'?"],
  ['$(steps.step-none.exitCode.path)', "the task has no step 'none'"],
  ['$(steps.first.exitCode.path)', "an exit code stands under the name of the container, expected '$(steps.step-first.exitCode.path)'"],
  ['$(steps.first.results.s)', "the step 'first' declares no result 's', expected one of r"],
  ['$(steps.first.results)', "the step 'first' declares no result ''"],
  ['$(steps.first.result.r)', "a step has results and an exit code, '$(steps.first.results.<result>)', not 'result'"],
  ['$(step.results.owm.path)', "this step declares no result 'owm', did you mean 'own'?"],
  ['$(context.taskRun.nam)', 'expected one of $(context.taskRun.name), $(context.taskRun.namespace)'],
  ['$(context.pipelineRun.name)', 'a referenced Task is not told about its Pipeline, read the pod label by an env fieldRef or pass a param'],
  ['$(tasks.build.results.x)', 'a Task cannot see other tasks, pass the value by a param'],
])('fails on %s', (text, message) => {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`task 'ci/build' has '${text.replace(/^--x=/, '')}' in steps[2].args[0]: ${message}`);
});

test('an embedded Task sees what surrounds it', () => {
  expect(['$(params.other)', '$(workspaces.other.path)', '$(tasks.a.results.b)', '$(context.pipelineRun.name)'].flatMap((text) => problemsOf(text, { embedded: true }))).toEqual([]);
});

test('a default, a result and a sidecar are read too, a description is not', () => {
  const { problems } = lowerTask(task({
    spec: {
      description: '$(params.x)',
      params: [{ name: 'p', type: 'string', default: '$(params.x)', description: '$(params.x)' }, { name: 'o', type: 'object', default: { description: '$(params.x)' } }],
      results: [{ name: 'r', value: '$(steps.none.results.x)', description: '$(params.x)' }],
      sidecars: [{ name: 's', image: 'x', args: ['$(params.x)'] }],
    },
  }));
  expect(problems.map((problem) => /in (\S+):/.exec(problem)?.[1])).toEqual(['params[0].default', 'params[1].default.description', 'results[0].value', 'sidecars[0].args[0]']);
});

test('fails for what a step writes that has not ended by then', () => {
  const one = { name: 'one', image: 'x', args: ['$(steps.two.results.r)', '$(steps.step-one.exitCode.path)'], results: [{ name: 'r' }] };
  const { problems } = lowerTask(task({ spec: { steps: [one, { name: 'two', image: 'x', args: ['$(steps.one.results.r)'], results: [{ name: 'r' }] }] } }));
  expect(problems).toEqual(["'$(steps.two.results.r)' in steps[0].args[0]: the step 'two'", "'$(steps.step-one.exitCode.path)' in steps[0].args[1]: the step 'one'"]
    .map((problem) => `task 'ci/build' has ${problem} has not ended by then, read it in a later step`));
});

test("the result of a step by reference is the StepAction's business", () => {
  expect(lowerTask(task({ spec: { steps: [{ name: 'a', ref: { name: 'x' }, params: [{ name: 'p', value: '$(step.results.y.path)' }] }] } })).problems).toEqual([]);
});
