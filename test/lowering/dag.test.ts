import fc from 'fast-check';
import { dependenciesOf } from '../../src/lowering/dag';
import { findCycle } from '../../src/private/find-cycle';
import { bind, from, input, output, pipeline, pipelineProblems, pipelineTask, task } from './support';

test('a task waits for whose results it reads and for its runAfter', () => {
  const lowered = {
    params: [{ name: 'a', value: ['$(tasks.a.results.x)', '$(tasks.status)'] }],
    matrix: { params: [{ name: 'b', value: '$(tasks.b.results.x[*])' }] },
    when: [{ input: '$(tasks.c.results.x)' }],
    taskSpec: { steps: [{ script: '$(tasks.d.results.x)' }] },
    displayName: '$(tasks.e.results.x)',
    workspaces: [{ name: 'w', subPath: '$(tasks.f.results.x)' }],
  };
  expect(dependenciesOf(pipelineTask('x', task(), { runAfter: ['g', 'a'] }), lowered)).toEqual(['a', 'b', 'c', 'd', 'g']);
});

const chain = (name: string, after: string) =>
  pipelineTask(name, task({ inputs: [input('in')], outputs: [output('out')] }), { bindings: [bind('in', from(after, 'out'))] });

test('fails for tasks that wait for each other', () => {
  expect(pipelineProblems(pipeline([chain('a', 'c'), chain('b', 'a'), chain('c', 'b')]))).toEqual([
    "pipeline 'ci/release' has a cycle: a waits for c waits for b waits for a; remove one of these bindings or runAfter",
  ]);
  expect(pipelineProblems(pipeline([pipelineTask('a', task(), { runAfter: ['b'] }), pipelineTask('b', task(), { runAfter: ['a'] })]))).toHaveLength(1);
});

test('a cycle is found if and only if there is one', () => {
  // Edges to lower numbers only make no cycle; turning round a path of them makes one.
  const edges = fc.array(fc.array(fc.nat(7), { maxLength: 4 }), { minLength: 8, maxLength: 8 });
  fc.assert(fc.property(edges, fc.boolean(), (lists, back) => {
    const graph = new Map(lists.map((list, at) => [String(at), list.filter((to) => to < at).map(String)]));
    const [from_, [to] = []] = [...graph].reverse().find(([, list]) => list.length > 0) ?? ['0'];
    if (back && to !== undefined) graph.set(to, [...graph.get(to) ?? [], from_]);
    const cycle = findCycle(graph);
    expect(cycle !== undefined).toBe(back && to !== undefined);
    if (!cycle) return;
    expect(cycle[0]).toBe(cycle[cycle.length - 1]);
    cycle.slice(1).forEach((next, at) => expect(graph.get(cycle[at])).toContain(next));
  }));
});
