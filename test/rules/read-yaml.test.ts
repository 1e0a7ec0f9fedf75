import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readQuickly } from '../../src/cli/validate/read-quickly';
import { readClosely, readYaml } from '../../src/cli/validate/read-yaml';
import { resolveScalar } from '../../src/rules/model/yaml-scalar';

const CASES = join(__dirname, '..', 'cases');
const TEXTS = readdirSync(CASES, { withFileTypes: true }).filter(({ name }) => existsSync(join(CASES, name, 'expected.yaml')))
  .map(({ name }) => ({ name, text: readFileSync(join(CASES, name, 'expected.yaml'), 'utf8') }));

test.each(TEXTS)('$name is the same read quickly and read closely', ({ text }) => {
  const quick = readQuickly(text);
  expect(quick ?? readClosely('x', text).map(({ source }) => source)).toEqual(readClosely('x', text).map(({ source }) => source));
});

test('most texts are read quickly', () => {
  expect(TEXTS.filter(({ text }) => readQuickly(text)).length).toBeGreaterThan(TEXTS.length / 2);
});

test.each([
  ['on', true], ['y', true], ['No', false], ['~', null], ['', null], ['012', 10], ['0o17', 15], ['0x1f', 31], ['1_000', 1000], ['08', 8], ['1.50', 1.5], ['.5', 0.5], ['1e3', 1000],
  ['-0b11', -3], ['12:30', '12:30'], ['2024-01-01', '2024-01-01'], ['1.2.3', '1.2.3'], ['+', '+'], ['-', '-'], ['.', '.'], ['0x', '0x'], ['nope', 'nope'],
])('%j means %j, as it does to Kubernetes', (text, value) => {
  expect(resolveScalar(text)).toBe(value);
});

test('merge keys, anchors and several documents are read as Kubernetes reads them', () => {
  const text = 'a: &base {x: 1, z: 2}\nb: {<<: *base, z: 3}\n---\n---\nkind: List\napiVersion: v1\nitems: [{kind: A}, {kind: B}]\n';
  expect(readYaml('x', text).map(({ source }) => source)).toEqual([{ a: { x: 1, z: 2 }, b: { x: 1, z: 3 } }, { kind: 'A' }, { kind: 'B' }]);
});

test('places are those of keys and values, through aliases and Lists, too', () => {
  const [object] = readYaml('x.yaml', 'kind: List\nitems:\n  - kind: Task\n    spec:\n      steps: [{name: a}]\n');
  expect(object.locator.locate('spec.steps[0].name', 'value')).toEqual({ file: 'x.yaml', document: 0, line: 5, column: 22, endLine: 5, endColumn: 23 });
  expect(object.locator.locate('spec.steps[0].name', 'key')).toMatchObject({ line: 5, column: 16 });
  expect(object.locator.locate('spec.nothing.there', 'value')).toMatchObject({ line: 4, column: 5 });
});

test.each([
  ['an anchor that contains itself', '&a [*a]'],
  ['an alias without anchor', 'a: *b'],
  ['a key twice', 'a: 1\na: 2'],
  ['a template that is not rendered', 'a: {{ .x }}'],
])('fails %s with a text problem, not with an exception', (_, text) => {
  expect(readYaml('x', text)[0].textProblems).toHaveLength(1);
});
