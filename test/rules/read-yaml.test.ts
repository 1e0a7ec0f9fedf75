import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readQuickly } from '../../src/cli/validate/read-quickly';
import { readClosely, readYaml } from '../../src/cli/validate/read-yaml';
import type { RuleDocument } from '../../src/rules/model/document';
import { child } from '../../src/rules/model/path';
import { resolveScalar } from '../../src/rules/model/yaml-scalar';
import { messagesOf } from './tester';

const CASES = join(__dirname, '..', 'cases');
const TEXTS = readdirSync(CASES, { withFileTypes: true }).filter(({ name }) => existsSync(join(CASES, name, 'expected.yaml')))
  .map(({ name }) => ({ name, text: readFileSync(join(CASES, name, 'expected.yaml'), 'utf8') }));

/** What is read quickly in more ways than people write it. */
const ODD = `---
# a comment
---
kind: Odd   # no place for a value
empty:
'quoted: key' : "a
  b"
"flow": {a, b: c, 'd':, e: [x: z, {}, []], __proto__: 1}
block: |2-

    two lines $(x)

  # no comment

folded: >
  text
tagged: !!str
  text
list:
- - a
  - {deep: [[a], [b]]}
not: a # b
url: http://x#y
`;

test.each([...TEXTS, { name: 'an odd text', text: ODD }, { name: 'one with carriage returns', text: ODD.replaceAll('\n', '\r\n') }])('$name is the same read quickly and read closely, and everything in it stands at the same place', ({ text }) => {
  const closely = readClosely('x', text);
  const quickly = readQuickly('x', text) ?? closely;
  expect(quickly.map(({ source }) => source)).toEqual(closely.map(({ source }) => source));
  expect(quickly.flatMap(placesOf).join('\n')).toBe(closely.flatMap(placesOf).join('\n'));
});

function placesOf({ source, locator }: RuleDocument): string[] {
  return [...partsOf(source, '')].flatMap(([path, value]) => {
    const part = { index: String(value).indexOf('$('), text: '$(' };
    return ['key' as const, 'value' as const, part].map((each) => `${path} ${JSON.stringify(locator.locate(path, each))}`);
  });
}

/** Everything in plain data, and what is not there. */
function* partsOf(value: unknown, path: string): Generator<[string, unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) yield* partsOf(item, child(path, Array.isArray(value) ? Number(key) : key));
  yield [child(path, Array.isArray(value) ? 99 : 'nothing'), undefined];
}

test('most texts are read quickly', () => {
  expect(TEXTS.filter(({ text }) => readQuickly('x', text)).length).toBeGreaterThan(TEXTS.length / 2);
  expect(readQuickly('x', ODD)).toHaveLength(1);
});

test.each([
  ['on', true], ['y', true], ['No', false], ['~', null], ['', null], ['012', 10], ['0o17', 15], ['0x1f', 31], ['1_000', 1000], ['08', 8], ['1.50', 1.5], ['.5', 0.5], ['1e3', 1000],
  ['-0b11', -3], ['12:30', '12:30'], ['2024-01-01', '2024-01-01'], ['1.2.3', '1.2.3'], ['+', '+'], ['-', '-'], ['.', '.'], ['0x', '0x'], ['nope', 'nope'], ['1e400', '1e400'], ['.inf', Infinity],
])('%j means %j, as it does to Kubernetes', (text, value) => {
  expect(resolveScalar(text)).toBe(value);
});

test('merge keys, anchors and several documents are read as Kubernetes reads them', () => {
  const text = 'a: &base {x: 1, z: 2}\nb: {<<: *base, z: 3}\n---\n---\nkind: List\napiVersion: v1\nitems: [{kind: A}, {kind: B}]\n';
  expect(readYaml('x', text).map(({ source }) => source)).toEqual([{ a: { x: 1, z: 2 }, b: { x: 1, z: 3 } }, { kind: 'A' }, { kind: 'B' }]);
});

describe.each(['\u0085', '\u2028', '\u2029'])('%j', (end) => {
  const task = (steps: string) => `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: a}\nspec:\n  steps:\n${steps}`;

  test.each([
    ['in a script', `    - image: b\n      script: |\n        echo${end}me\n        ls\n`],
    ['in a value', `    - image: b\n      script: echo${end}me\n`],
    ['in a key', `    - {image: b, script: ls}\n  params: [{name: a, type: object, properties: {"x${end}": {}}}]\n`],
  ])('fails %s, where it ends the line for Kubernetes', (_, steps) => {
    expect(messagesOf('tekton/yaml', task(steps))).toEqual([expect.stringMatching(/^[67]:\d+ not valid YAML: U\+(?:0085|202[89]) ends a line for Kubernetes/)]);
  });

  test('is white space between quotes, and nothing at the end of a line', () => {
    expect(messagesOf('tekton/yaml', task(`    - image: b\n      script: "x${end}y"\n`))).toEqual([]);
    expect(messagesOf('tekton/yaml', task(`    - image: b\n      script: |\n        x${end}\n        y\n`))).toEqual([]);
    expect(messagesOf('tekton/yaml', task('    - image: b\n      script: ls\n  volumes: [{name: v, configMap: {name: v}, "\\u2028": 1}]\n'))).toEqual([]);
  });
});

test('places are those of keys and values, through aliases and Lists, too', () => {
  const [object] = readYaml('x.yaml', 'kind: List\nitems:\n  - kind: Task\n    spec:\n      steps: [{name: a}]\n');
  expect(object.locator.locate('spec.steps[0].name', 'value')).toEqual({ file: 'x.yaml', document: 0, line: 5, column: 22, endLine: 5, endColumn: 23 });
  expect(object.locator.locate('spec.steps[0].name', 'key')).toMatchObject({ line: 5, column: 16 });
  expect(object.locator.locate('spec.nothing.there', 'value')).toMatchObject({ line: 4, column: 5 });
});

test('numbers that JSON does not know are told at their place, as keys they are text', () => {
  const text = 'apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: {name: r}\nspec: {taskRef: {name: t}, params: [{name: a, value: [x, -.Inf]}, {name: b, value: {.nan: ".inf"}}]}';
  expect(messagesOf('tekton/yaml', text)).toEqual(["4:58 '-.Inf' is a number that JSON does not know, and what is sent to the API server is JSON"]);
  expect(readYaml('x', 'a: {.nan: 1, .inf: 2, -.inf: 3}')[0].source).toEqual({ a: { '.nan': 1, '.inf': 2, '-.inf': 3 } });
});

test.each([
  ['an anchor that contains itself', '&a [*a]'],
  ['an alias without anchor', 'a: *b'],
  ['a key twice', 'a: 1\na: 2'],
  ['a template that is not rendered', 'a: {{ .x }}'],
])('fails %s with a text problem, not with an exception', (_, text) => {
  expect(readYaml('x', text)[0].textProblems).toHaveLength(1);
});
