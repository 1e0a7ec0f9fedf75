import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from './terminal';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'init-')); });
afterEach(() => rmSync(folder, { recursive: true }));

test('lists the templates, each with what it is for', async () => {
  const { code, stdout } = await call('init', '--json');
  expect(code).toBe(0);
  const templates = JSON.parse(stdout) as { name: string; description: string }[];
  expect(templates.map(({ name }) => name)).toEqual(['konflux', 'library', 'storage-azure', 'storage-gcs', 'storage-http', 'storage-pvc', 'storage-s3', 'validate', 'welcome']);
  for (const { description } of templates) expect(description).toMatch(/Tasks?\b|pipeline|artifacts in|artifacts on/);
});

test('makes a project that is named by its directory and ignores what is generated', async () => {
  const directory = join(folder, 'My Pipeline');
  const { code, stdout } = await call('init', 'welcome', directory);
  expect(code).toBe(0);
  expect(stdout).toContain('npm install');
  const made = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { name: string; dependencies: { [name: string]: string } };
  expect(made.name).toBe('my-pipeline');
  expect(made.dependencies['cdk8s-tekton']).not.toBe('*');
  expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toContain('node_modules/');
  expect(existsSync(join(directory, 'gitignore'))).toBe(false);
  expect(existsSync(join(directory, 'tasks.ts'))).toBe(true);
});

test('fails when a file is there already, and writes nothing', async () => {
  writeFileSync(join(folder, 'tasks.ts'), 'mine');
  const { code, stderr } = await call('init', 'welcome', folder);
  expect(code).toBe(2);
  expect(stderr).toContain('tasks.ts');
  expect(stderr).toContain('never overwrites');
  expect(readFileSync(join(folder, 'tasks.ts'), 'utf8')).toBe('mine');
  expect(existsSync(join(folder, 'package.json'))).toBe(false);
});

test('fails where nothing can be made, and leaves nothing behind', async () => {
  writeFileSync(join(folder, 'file'), '');
  expect(await call('init', 'welcome', join(folder, 'file'))).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: '.*file' cannot be written: EEXIST.*; choose another directory\n$/) as string });
  // the last of its files leads to nowhere: all others are made before
  mkdirSync(join(folder, 'made'));
  symlinkSync(join(folder, 'nowhere/tsconfig.json'), join(folder, 'made/tsconfig.json'));
  expect(await call('init', 'welcome', join(folder, 'made'))).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be written') as string });
  expect(readdirSync(join(folder, 'made'))).toEqual(['tsconfig.json']);
});

test('fails on a template that is not known, and names the one that was meant', async () => {
  expect(await call('init', 'welcom', folder)).toMatchObject({ code: 2, stderr: "error: there is no template 'welcom', did you mean 'welcome'?\n" });
});
