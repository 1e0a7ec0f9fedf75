import { quantityOf } from '../../../src/rules/model/words';
import { LABELS } from '../../../src/rules/pod/demand';

test('an amount in parts is exactly the decimal number', () => {
  for (let milli = 1; milli <= 4000; milli++) expect(quantityOf(`${milli}m`)).toBe(milli / 1000);
  expect([quantityOf('5u'), quantityOf('7n'), quantityOf('1.5k'), quantityOf('2Ki'), quantityOf('1e3')]).toEqual([5e-6, 7e-9, 1500, 2048, 1000]);
});

test('the key of a label may be decided later', () => {
  expect(LABELS({ '$(params.key)': 'x' }, 'labels')).toEqual([]);
  expect(LABELS({ 'no key': 'x' }, 'labels')).toHaveLength(1);
});
