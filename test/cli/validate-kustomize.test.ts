import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { call } from './terminal';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kustomize-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const TASK = 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec: {params: [{name: target}], steps: [{name: make, image: busybox, args: [$(params.target)]}]}\n';
const RUN = 'apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: {name: run}\nspec: {taskRef: {name: build}}\n';
const TREE = {
  'base/kustomization.yaml': 'resources: [task.yaml]\n',
  'base/task.yaml': TASK,
  'prod/kustomization.yaml': 'resources: [../base, run.yaml, https://example.com/more.yaml, gone.yaml]\nnamePrefix: prod-\npatches: [{path: patch.yaml}, {patch: "[]", target: {kind: Task}}]\n',
  'prod/run.yaml': RUN,
  'prod/patch.yaml': 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec: {description: for production}\n',
};

interface Answer {
  readonly findings: readonly { readonly rule: string; readonly file: string; readonly message: string }[];
  readonly notChecked: readonly string[];
  readonly checked: number;
}

async function validate(...paths: string[]): Promise<Answer> {
  const { stdout } = await call('validate', '--pack', 'tekton', '--json', ...paths.map((path) => join(folder, path)));
  return JSON.parse(stdout.replaceAll(new RegExp(`[^" ]*${folder.slice(1)}/`, 'g'), '')) as Answer;
}

test('fails over references from an overlay to its base, which is outside of the directory', async () => {
  write(TREE);
  const { findings, checked } = await validate('prod');
  expect(checked).toBe(2);
  expect(findings.map(({ rule, file, message }) => ({ rule, file, message }))).toEqual([
    { rule: 'tekton/run-call', file: 'prod/run.yaml', message: "the TaskRun gives no value for the param 'target' of Task 'build'" },
  ]);
});

test('what kustomize would change, and what is not there, is named', async () => {
  write(TREE);
  expect((await validate('prod')).notChecked).toEqual([
    'prod/kustomization.yaml (not applied: patches (2), namePrefix)',
    'https://example.com/more.yaml (a resource of prod/kustomization.yaml)',
    'prod/gone.yaml (a resource of prod/kustomization.yaml, and not there)',
    'prod/patch.yaml (a change of prod/kustomization.yaml)',
  ]);
  const { stdout } = await call('validate', '--pack', 'tekton', folder);
  expect(stdout).toMatch(/\nnot checked: \S*prod\/patch\.yaml \(a change of \S*prod\/kustomization\.yaml\)\n/);
});

test('a tree of several overlays reads each file once', async () => {
  write({ ...TREE, 'test/Kustomization': 'bases: [../base]\npatchesStrategicMerge: [../prod/patch.yaml, "kind: Task"]\nconfigMapGenerator: [{name: a, files: [settings=a.json]}]\n', 'test/a.json': '{}' });
  const { checked, notChecked } = await validate('.');
  expect(checked).toBe(2);
  expect(notChecked).toContain('test/Kustomization (not applied: patchesStrategicMerge (2), configMapGenerator (1))');
  expect(notChecked).toContain('test/a.json (a change of test/Kustomization)');
});

test('a file that is a patch here and a resource there is checked', async () => {
  write({ 'a/kustomization.yaml': 'resources: [task.yaml]\n', 'a/task.yaml': TASK, 'b/kustomization.yaml': 'patches: [{path: ../a/task.yaml}]\n' });
  expect((await validate('.')).checked).toBe(1);
});

test('kustomizations that go round in circles, or are no YAML, end', async () => {
  write({ 'a/kustomization.yaml': 'resources: [../b, task.yaml]\n', 'b/kustomization.yaml': 'resources: [../a]\n', 'a/task.yaml': TASK, 'c/kustomization.yaml': 'resources: [\n' });
  expect(await validate('.')).toMatchObject({ checked: 1, findings: [] });
});
