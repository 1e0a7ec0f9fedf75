import { ALL_PACKS } from '../../src/rules/packs/all';
import { findingsIn } from './tester';

// Every rule carries one passing and one failing example: RULES.md shows them, and here they are proved.
describe.each(ALL_PACKS)('pack $name', (pack) => {
  describe.each(pack.rules)('$id', (rule) => {
    const options = { packs: [pack], api: rule.exampleApi };

    test('finds nothing in its passing example, nor does any other rule of the pack', () => {
      expect(findingsIn(rule.passing, options).map(({ rule: { id }, message }) => `${id}: ${message}`)).toEqual([]);
    });

    test('fails its failing example', () => {
      expect(findingsIn(rule.failing, options).map(({ rule: { id } }) => id)).toContain(rule.id);
    });

    test('has full texts', () => {
      expect(rule.id).toMatch(new RegExp(`^${pack.name}/[a-z0-9]+(?:-[a-z0-9]+)*$`));
      for (const text of [rule.summary, rule.reason, rule.source, rule.fix]) expect(text).toMatch(/^\S.*[^.\s]$/);
    });
  });

  test('has no id twice', () => {
    const ids = pack.rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
