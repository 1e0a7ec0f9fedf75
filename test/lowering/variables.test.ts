import fc from 'fast-check';
import { variablesOf } from '../../src/lowering/variables';

const only = (text: string) => variablesOf(text).map(({ segments, index, alone }) => [segments.join('|'), index, alone]);

test.each([
  ['$(params.x)', [['params|x', undefined, true]]],
  ['$(params.my.name)', [['params|my|name', undefined, true]]],
  ['$(params["my.name"])', [['params|my.name', undefined, true]]],
  ["$(params['my.name'][*])", [['params|my.name', '*', true]]],
  ['$(params.list[2])', [['params|list', '2', true]]],
  ['$(tasks.build.results.app[*])', [['tasks|build|results|app', '*', true]]],
  ['$(tasks.build.results["a.b"].uri)', [['tasks|build|results|a.b|uri', undefined, true]]],
  ['x $(params.a)$(params.b)', [['params|a', undefined, false], ['params|b', undefined, false]]],
  ['$$(params.x)', [['params|x', undefined, false]]],
  ['$(inputs.x.path)', [['inputs|x|path', undefined, true]]],
])('finds the variables of %s', (text, expected) => {
  expect(only(text)).toEqual(expected);
});

test.each(['$(date)', '$(params)', '$(results)', '$(params.x', '(params.x)', '$(other.x)', '$(params. x)', '$(params.a..b)', '$(params["x)', '${params.x}', '$((params.x))'])(
  'leaves %s to the shell', (text) => {
    expect(variablesOf(text)).toEqual([]);
  });

test('any name is found in every notation', () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/);
  fc.assert(fc.property(fc.array(name, { minLength: 1, maxLength: 3 }), fc.nat(3), fc.constantFrom('', '[*]', '[0]'), (names, notation, index) => {
    const written = names.map((each) => [`.${each}`, `["${each}"]`, `['${each}']`][notation % 3]).join('');
    const text = `$(params${written}${index})`;
    expect(variablesOf(`a${text}b`)).toEqual([{ text, segments: ['params', ...names], index: index === '' ? undefined : index[1], start: 1, alone: false }]);
  }));
});
