import fc from 'fast-check';
import { compact, isDescription, mapStrings, stringsOf } from '../../src/lowering/plain';

const data = fc.jsonValue({ noUnicodeString: false });

test('mapping every string to itself is a copy', () => {
  fc.assert(fc.property(data, (value) => {
    expect(mapStrings(value, (text) => text)).toEqual(value);
  }));
});

test('the strings that are listed are the strings that are mapped, keys left alone', () => {
  fc.assert(fc.property(data, (value) => {
    const mapped: string[] = [];
    mapStrings(value, (text) => { mapped.push(text); return text; });
    expect([...stringsOf(value)].map(({ text }) => text)).toEqual(mapped);
  }));
});

test('a path says where a string stands', () => {
  expect([...stringsOf({ steps: [{ name: 'a', env: [{ value: 'x' }] }], n: 1, none: null })]).toEqual([
    { path: 'steps[0].name', text: 'a' }, { path: 'steps[0].env[0].value', text: 'x' },
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
