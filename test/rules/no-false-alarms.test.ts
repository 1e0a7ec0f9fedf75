import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiLevel } from '../../src/rules/rule';
import { templateFolder, tsx } from '../templates/template-program';
import { brokenRules, findingsIn } from './tester';

const CASES = join(__dirname, '..', 'cases');
const TEMPLATES = readdirSync(templateFolder('')).filter((name) => existsSync(join(templateFolder(name), 'main.ts')));

/** A case needs the level that its name ends with; `-newest` and the others hold everywhere. */
function levelOf(name: string): ApiLevel {
  if (name.endsWith('-alpha')) return 'alpha';
  return name.endsWith('-beta') ? 'beta' : 'stable';
}

/** What advises on the library's own work has to know it. */
const EXACT_HINTS = ['best-practice/unused-output', 'best-practice/unread-input', 'configuration/reader-credentials'];

/** The errors in YAML by all packs, and the rules that broke over it. */
function problemsIn(yaml: string, api: ApiLevel): { errors: string[]; broken: string[] } {
  const findings = findingsIn(yaml, { api });
  return { errors: findings.filter(({ severity, rule }) => severity === 'error' || EXACT_HINTS.includes(rule.id)).map(({ rule, place, message }) => `${rule.id} ${place.line}: ${message}`), broken: brokenRules(findings) };
}

describe('what this library emits', () => {
  const cases = readdirSync(CASES, { withFileTypes: true }).filter(({ name }) => existsSync(join(CASES, name, 'expected.yaml'))).map(({ name }) => name);

  test.each(cases)('%s has no error by any rule, and breaks none', (name) => {
    expect(problemsIn(readFileSync(join(CASES, name, 'expected.yaml'), 'utf8'), levelOf(name))).toEqual({ errors: [], broken: [] });
  });
});

describe('the templates', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'templates-'));
    // All in one process, which takes most of its time to start.
    const program = `for (const name of ${JSON.stringify(TEMPLATES)}) { process.env.CDK8S_OUTDIR = ${JSON.stringify(`${folder}/`)} + name; await import('../' + name + '/main.ts'); }`;
    tsx('welcome', ['--input-type=module', '--eval', program]);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(TEMPLATES)('%s has no error by any rule, and breaks none', (name) => {
    const files = readdirSync(join(folder, name));
    expect(files).not.toEqual([]);
    for (const file of files) {
      const { errors, broken } = problemsIn(readFileSync(join(folder, name, file), 'utf8'), 'stable');
      // That of Konflux wants Tasks of a bundle, which these become when they are published.
      expect({ errors: errors.filter((error) => !error.startsWith('konflux/task-reference')), broken }).toEqual({ errors: [], broken: [] });
    }
  });
});
