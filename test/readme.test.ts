import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { call } from './cli/terminal';

const ROOT = join(__dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const BLOCKS = [...README.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);

let folder: string;
let files: string[];
beforeAll(() => {
  // Inside of the checkout, so that imports resolve as a user's do.
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  folder = mkdtempSync(join(ROOT, 'dist', 'readme-'));
  files = BLOCKS.map((code, index) => write(`block-${index}.ts`, code));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, code: string): string {
  const file = join(folder, name);
  writeFileSync(file, code);
  return file;
}

/** What the compiler says of files, by the rules of this repository. */
function problemsOf(...paths: string[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'test', 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(ROOT, 'test'));
  const program = ts.createProgram(paths, { ...options, noEmit: true });
  return paths.flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

test('all TypeScript in the README compiles, and the mistake that it shows does not', () => {
  expect(files.length).toBeGreaterThan(1);
  const mistake = write('mistake.ts', BLOCKS[0].replace('inputs: { site: written', 'inputs: { sit: written'));
  const problems = problemsOf(...files, mistake);
  expect(problems).toHaveLength(1);
  const [, ...shown] = /~~~ (.*)'InputsOf<\.\.\.>'\. (.*)$/m.exec(README) ?? [];
  expect(shown).toHaveLength(2);
  for (const part of shown) expect(problems[0]).toContain(part);
}, 60_000);

test('all TypeScript in the README runs, and the first example does what it says', async () => {
  for (const [index, file] of files.entries()) {
    execFileSync(process.execPath, ['--import', 'tsx', file], {
      cwd: ROOT,
      env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'test', 'tsconfig.json'), CDK8S_OUTDIR: join(folder, String(index)) },
    });
  }
  const { code, stdout } = await call('run', join(folder, '0', 'hello.k8s.yaml'), '--verbose', '--store', join(folder, 'store'));
  expect(stdout).toContain('<h1>Hello, world</h1>');
  expect(code).toBe(0);
}, 60_000);

test('every file that the documents link to is there', () => {
  for (const document of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/agent.md', 'docs/storage.md', 'docs/storage-http.md', 'docs/production.md']) {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const links = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, link]) => link);
    expect(links.filter((link) => !existsSync(join(ROOT, document, '..', link)))).toEqual([]);
  }
});

test('every section that the README links to is there', () => {
  const links = [...README.matchAll(/\]\(([^)#\s]+\.md)#([^)\s]+)\)/g)];
  expect(links.length).toBeGreaterThan(0);
  for (const [, document, section] of links) {
    const headings = readFileSync(join(ROOT, document), 'utf8').match(/^#+ .*$/gm) ?? [];
    expect(headings.map((heading) => heading.replace(/^#+ /, '').toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-'))).toContain(section);
  }
});
