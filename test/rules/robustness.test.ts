import * as fc from 'fast-check';
import { readYaml } from '../../src/cli/validate/read-yaml';
import { checkDocuments } from '../../src/rules/engine';
import { RuleDocument } from '../../src/rules/model/document';
import { placedAt } from '../../src/rules/model/place';
import { ALL_PACKS } from '../../src/rules/packs/all';
import { brokenRules, findingsIn } from './tester';

/** What may stand where anything else should. */
const ODD: readonly unknown[] = [null, 0, -1, true, '', 'text', '$(params.x)', '$(', [], [null], {}, { a: null }, { name: 1 }, [[]]];

const EXAMPLES = ALL_PACKS.flatMap(({ rules }) => rules).flatMap(({ passing, failing }) => [passing, failing])
  .flatMap((yaml) => readYaml('example.yaml', yaml)).map(({ source }) => source);

test('a rule that throws is told of as broken, and the others go on', () => {
  const rule = { ...ALL_PACKS[0].rules[0], check: () => { throw new Error('a mistake'); } };
  const findings = findingsIn('kind: Task\napiVersion: tekton.dev/v1\nmetadata: {name: a}\n', { packs: [{ name: 'own', summary: '', rules: [rule] }, ALL_PACKS[0]] });
  expect(brokenRules(findings)).toEqual([`${rule.id}: this rule broke over the object: a mistake`]);
  expect(findings.length).toBeGreaterThan(1);
});

describe('rules over data that nobody expects', () => {
  // Every example with one to four of its values replaced: no rule may break over it. CDK8S_TEKTON_FUZZ=5000 takes minutes.
  test('never throw', () => {
    const edits = fc.array(fc.record({ at: fc.nat(), value: fc.constantFrom(...ODD) }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(fc.constantFrom(...EXAMPLES), edits, (example, changes) => {
      const source = JSON.parse(JSON.stringify(example)) as object;
      for (const { at, value } of changes) replaceOne(source, at, value);
      const document = new RuleDocument({ source, locator: placedAt({ file: 'odd.yaml' }) });
      expect(brokenRules(checkDocuments([document], { packs: ALL_PACKS, api: 'alpha' }))).toEqual([]);
    }), { numRuns: Number(process.env.CDK8S_TEKTON_FUZZ ?? 200) });
  });
});

/** Replaces one of all values in an object, by number. */
function replaceOne(root: object, at: number, value: unknown): void {
  const places: [object, string][] = [];
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node, key]);
      collect((node as { readonly [key: string]: unknown })[key]);
    }
  };
  collect(root);
  const [owner, key] = places[at % places.length] ?? [];
  if (owner && key !== undefined) (owner as { [key: string]: unknown })[key] = structuredClone(value);
}
