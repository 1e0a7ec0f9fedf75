import fc from 'fast-check';
import { suggestion } from '../../src/private/suggestion';

test.each([
  ['sorce', ['app', 'source'], ", did you mean 'source'?"],
  ['SOURCE', ['source'], ", did you mean 'source'?"],
  ['ab', ['ac'], ", did you mean 'ac'?"],
  ['A', ['a'], ", did you mean 'a'?"],
  ['b', ['a'], ', expected one of a'],
  ['x', ['app', 'log'], ', expected one of app, log'],
  ['x', [], ', none is declared'],
])('for %j of %j: %s', (name, known, text) => {
  expect(suggestion(name, known)).toBe(text);
});

const names = fc.array(fc.string({ minLength: 1 }), { minLength: 1 });

test('a name that lacks a letter is found among any others', () => {
  fc.assert(fc.property(names, fc.stringMatching(/^[a-z]{6,12}$/), fc.nat(5), (others, name, at) => {
    const text = suggestion(name.slice(0, at) + name.slice(at + 1), [...others.filter((other) => other.length > 20), name]);
    expect(text).toBe(`, did you mean '${name}'?`);
  }));
});

test('only what there is is suggested, and the list is not changed', () => {
  fc.assert(fc.property(fc.string(), names, (name, known) => {
    const before = [...known];
    const meant = /^, did you mean '([^]*)'\?$/.exec(suggestion(name, known))?.[1];
    expect(meant === undefined || known.includes(meant)).toBe(true);
    expect(known).toEqual(before);
  }));
});
