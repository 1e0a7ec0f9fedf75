import fc from 'fast-check';
import { compact, isDescription, mapStrings, textsWithVariables } from '../../src/lowering/plain';

const data = fc.jsonValue({ noUnicodeString: false });

test('mapping every string to itself is a copy', () => {
  fc.assert(fc.property(data, (value) => {
    expect(mapStrings(value, (text) => text)).toEqual(value);
  }));
});

test('a key that objects inherit is a key like any other', () => {
  const value = JSON.parse('{ "__proto__": { "a": "b" }, "constructor": "c", "toString": "d" }') as object;
  expect(JSON.stringify(mapStrings(value, (text) => text))).toBe(JSON.stringify(value));
  expect(JSON.stringify(compact(value))).toBe(JSON.stringify(value));
});

test('the texts that are listed are those with a variable, in the order in which they are mapped', () => {
  const withVariables = fc.array(fc.oneof(data, fc.string().map((text) => `$(${text}`)));
  fc.assert(fc.property(withVariables, (value) => {
    const mapped: string[] = [];
    mapStrings(value, (text) => { mapped.push(text); return text; });
    expect(textsWithVariables(value).map(({ text }) => text)).toEqual(mapped.filter((text) => text.includes('$(')));
  }));
});

test('a path says where a text stands', () => {
  expect(textsWithVariables({ steps: [{ name: 'a', env: [{ value: '$(x)' }], script: 'echo $(params.y)' }], n: 1, none: null })).toEqual([
    { path: 'steps[0].env[0].value', text: '$(x)' }, { path: 'steps[0].script', text: 'echo $(params.y)' },
  ]);
});

test('compacting drops what is unset or an empty list, and nothing else', () => {
  expect(compact({ a: undefined, b: [], c: '', d: 0, e: false, f: null, g: {} })).toEqual({ c: '', d: 0, e: false, f: null, g: {} });
});

test.each([
  ['description', true], ['params[0].description', true], ['steps[1].results[0].description', true],
  ['params[0].default.description', false], ['steps[0].script', false], ['displayName', false],
])('%s is a description: %s', (path, is) => {
  expect(isDescription(path)).toBe(is);
});
