import { Construct, RootConstruct } from 'constructs';
import { pathOf } from '../../src/synth/construct-path';
import { Scoped } from '../../src/synth/scoped';

function tree() {
  const app = new RootConstruct();
  const chart = new Construct(app, 'ci');
  return { app, chart, task: new Construct(chart, 'build'), other: new Construct(app, 'other'), scoped: new Scoped<string>('a colour') };
}

test('the nearest setting wins', () => {
  const { app, chart, task, other, scoped } = tree();
  scoped.set(app, 'red');
  scoped.set(chart, 'blue');
  expect([scoped.read(task), scoped.read(other)]).toEqual(['blue', 'red']);
  expect(scoped.nearest(task)).toEqual({ scope: chart, value: 'blue' });
});

test('there may be none', () => {
  const { task, scoped } = tree();
  expect([scoped.read(task), scoped.nearest(task)]).toEqual([undefined, undefined]);
});

test('looking does not fix a setting, reading does', () => {
  const { chart, task, scoped } = tree();
  scoped.nearest(task);
  scoped.set(chart, 'blue');
  expect(scoped.read(task)).toBe('blue');
});

test('fails for a second setting of one scope', () => {
  const { chart, scoped } = tree();
  scoped.set(chart, 'blue');
  expect(() => scoped.set(chart, 'red')).toThrow("'ci' has a colour already, apply one only");
});

test('fails for a setting that comes too late, but not above the one that was read', () => {
  const { app, chart, task, scoped } = tree();
  scoped.set(chart, 'blue');
  scoped.read(task);
  scoped.set(app, 'red');
  expect(() => scoped.set(task, 'green')).toThrow("'ci/build' was made before a colour was applied to 'ci/build', apply it before anything below uses artifacts");
});

test('messages name a construct by its path', () => {
  const { app, task } = tree();
  expect([pathOf(task), pathOf(app)]).toEqual(['ci/build', 'the app']);
});
