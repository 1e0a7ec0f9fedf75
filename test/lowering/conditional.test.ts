import { parseFetchArguments } from '../../src/contract/agent-arguments';
import { lowerTask } from '../../src/lowering/task';
import { input, output, step, stepOf, task } from './support';

const RUN = { input: '$(steps.fetch-artifacts.results.run)', operator: 'in', values: ['yes'] };

test('a conditional Task takes its condition by a param and decides in its first step', () => {
  const lowered = lowerTask(task({ outputs: [output('app')], conditional: true, spec: { steps: [step('a'), { name: 'b', ref: { name: 'b' } }] } }));
  expect(lowered.problems).toEqual([]);
  expect(lowered.spec.params).toEqual([{
    name: 'artifacts-when', description: 'When the steps of this Task run; set by Pipelines that run it conditionally', type: 'array', default: [],
  }]);
  const fetch = stepOf(lowered, 'fetch-artifacts');
  expect(parseFetchArguments(fetch.args?.slice(1) ?? [])).toMatchObject({ plan: { inputs: [] }, sections: { when: ['$(params.artifacts-when[*])'] } });
  expect(fetch.results).toEqual([{ name: 'run', type: 'string' }, { name: 'error', type: 'string' }]);
  expect(lowered.spec.steps.map(({ name, when }) => [name, when])).toEqual([
    ['fetch-artifacts', undefined], ['a', [RUN]], ['b', [RUN]], ['upload-artifacts', undefined],
  ]);
  expect(stepOf(lowered, 'upload-artifacts').env).toContainEqual({ name: 'RUN', value: '$(steps.fetch-artifacts.results.run)' });
});

test('the condition stands before the lists, where no element can slip one in', () => {
  const { args = [] } = lowerTask(task({ inputs: [input('parts', { codec: 'list' })], conditional: true })).spec.steps[0];
  expect(args.slice(args.indexOf('--'))).toEqual(['--', 'when:', '$(params.artifacts-when[*])', 'list:parts', '$(params.parts[*])']);
});

test('without outputs there is nothing to upload', () => {
  expect(lowerTask(task({ conditional: true })).spec.steps.map(({ name }) => name)).toEqual(['fetch-artifacts', 'main']);
});
