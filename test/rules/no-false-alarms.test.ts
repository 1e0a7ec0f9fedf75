import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '../../src/cli/validate/read-yaml';
import { checkDocuments } from '../../src/rules/engine';
import { ALL_PACKS } from '../../src/rules/packs/all';

const CASES = join(__dirname, '..', 'cases');

/** A case needs the level that its name ends with; `-newest` and the others hold everywhere. */
function levelOf(name: string): 'stable' | 'beta' | 'alpha' {
  if (name.endsWith('-alpha')) return 'alpha';
  return name.endsWith('-beta') ? 'beta' : 'stable';
}

describe('what this library emits', () => {
  const cases = readdirSync(CASES, { withFileTypes: true }).filter(({ name }) => existsSync(join(CASES, name, 'expected.yaml'))).map(({ name }) => name);

  test.each(cases)('%s has no error by any rule', (name) => {
    const file = join(CASES, name, 'expected.yaml');
    const findings = checkDocuments(readYaml(file, readFileSync(file, 'utf8')), { packs: ALL_PACKS, api: levelOf(name) });
    expect(findings.filter(({ severity }) => severity === 'error').map(({ rule, place, message }) => `${rule.id} ${place.line}: ${message}`)).toEqual([]);
  });
});
