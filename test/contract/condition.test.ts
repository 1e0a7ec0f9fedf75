import fc from 'fast-check';
import { conditionElements, holds, parseCondition } from '../../src/contract/condition';

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', 'input=x', 'operator=notin', 'value=', 'a\nb', 'when:'));
const expression = fc.record({ input: text, operator: fc.constantFrom('in' as const, 'notin' as const), values: fc.array(text, { maxLength: 3 }) });

test('any condition survives as elements, whatever its texts look like', () => {
  fc.assert(fc.property(fc.array(expression, { maxLength: 3 }), (expressions) => {
    expect(parseCondition(conditionElements(expressions))).toEqual(expressions);
  }));
});

test.each([
  [[], true],
  [[{ input: 'a', operator: 'in', values: ['b', 'a'] }], true],
  [[{ input: 'a', operator: 'in', values: [] }], false],
  [[{ input: 'a', operator: 'notin', values: ['b'] }], true],
  [[{ input: 'a', operator: 'notin', values: ['a'] }], false],
  [[{ input: 'a', operator: 'in', values: ['a'] }, { input: 'a', operator: 'notin', values: ['a'] }], false],
] as const)('%j holds: %s', (expressions, result) => {
  expect(holds(expressions)).toBe(result);
});

test.each([['operator=in'], ['value=a'], ['input=a', 'operator=like'], ['input=a', 'else'], ['']])('fails on %j', (...elements) => {
  expect(() => parseCondition(elements)).toThrow(/^condition has '.*', expected input=, operator=in\|notin or value=$/);
});
