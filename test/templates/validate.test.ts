import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { App, Chart } from 'cdk8s';
import type { RunReport } from '../../src/local/report';
import { ValidateTask } from '../../templates/validate/validate-task';
import { call, callOn } from '../cli/terminal';

const BIN = join(__dirname, '../../bin');
const TASK = 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec: {steps: [{name: make, image: "busybox:1.37", command: [make]}]}\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'validate-template-'));
  const app = new App({ outdir: join(folder, 'dist') });
  new ValidateTask(new Chart(app, 'validate'), 'validate');
  app.synth();
  mkdirSync(join(folder, 'source'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the Task by the engine of `cdk8s-tekton run`, with the command that its image would have. */
async function run(yaml: string, ...args: string[]): Promise<RunReport> {
  writeFileSync(join(folder, 'source', 'task.yaml'), yaml);
  const { stdout, stderr } = await callOn({ environment: { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH}` } },
    'run', join(folder, 'dist'), '--workspace', `source=${join(folder, 'source')}`, '--store', join(folder, 'store'), '--json', ...args);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as RunReport;
}

test('the Task is one that validate finds no error in, with all rules', async () => {
  const { code, stdout } = await call('validate', join(folder, 'dist'), '--api', 'stable', '--pack', 'tekton,configuration,security,best-practice', '--json');
  expect({ code, errors: (JSON.parse(stdout) as { findings: { severity: string }[] }).findings.filter(({ severity }) => severity === 'error') }).toEqual({ code: 0, errors: [] });
});

test('YAML that is right passes, and findings are counted', async () => {
  expect(await run(TASK)).toMatchObject({ succeeded: true, results: [{ name: 'errors', value: '0' }, { name: 'warnings', value: '1' }] });
});

test('YAML that the webhook would refuse fails the Task', async () => {
  expect(await run(TASK.replace('make,', 'MAKE,'))).toMatchObject({ succeeded: false });
});

test('options reach the command as they are', async () => {
  expect(await run(TASK, '--param', 'options=["--pack", "digest"]', '--param', 'paths=["task.yaml", "."]')).toMatchObject({ succeeded: true, results: [{ value: '0' }, { value: '1' }] });
  expect(await run(TASK, '--param', 'paths=["$(touch pwned)"]')).toMatchObject({ succeeded: false });
  expect(readdirSync(join(folder, 'source'))).toEqual(['task.yaml']);
});
