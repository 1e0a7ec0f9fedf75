import { readFileSync } from 'fs';
import { join } from 'path';
import { EXIT_CODES } from '../../src/contract/exit-codes';
import { annotationOf, STORAGE_CONFIG_KEYS } from '../../src/contract/storage-config';

const documentation = readFileSync(join(__dirname, '../../docs/agent.md'), 'utf8');

test('every exit code is documented, and no other', () => {
  const rows = [...documentation.matchAll(/^\| (\d+) \| `([A-Z_]+)` \|/gm)].map(([, code, name]) => [name, Number(code)]);
  expect(Object.fromEntries(rows)).toEqual(EXIT_CODES);
});

test('every key of the configuration is documented with its annotation', () => {
  const rows = [...documentation.matchAll(/^\| `([A-Za-z0-9.-]+)` \| `(tekton\.dev\/[a-z0-9-]+)` \|/gm)].map(([, key, annotation]) => [key, annotation]);
  expect(rows).toEqual(STORAGE_CONFIG_KEYS.map((key) => [key, annotationOf(key)]));
});
