import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { CASES, manifestOf } from './cases/harness';

/*
 * Whole manifests, as an administrator of a cluster reads them. After a change that is meant, write them anew with
 * `UPDATE_CASES=1 npx jest test/cases.test.ts` and read the difference line by line. Never set in CI.
 */
const update = process.env.UPDATE_CASES === '1' && !process.env.CI;

describe('golden cases', () => {
  test.each(CASES)('%s gives the manifest that was reviewed', (name) => {
    const file = join(__dirname, 'cases', name, 'expected.yaml');
    const manifest = manifestOf(name);
    if (update) writeFileSync(file, manifest);
    expect(existsSync(file)).toBe(true);
    expect(manifest).toBe(readFileSync(file, 'utf8'));
  });

  test.each(CASES)('%s gives the same bytes twice', (name) => {
    expect(manifestOf(name)).toBe(manifestOf(name));
  });
});
