import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from './terminal';

const BAD = `apiVersion: tekton.dev/v1
kind: Task
metadata: {name: build}
spec:
  params: [{name: version, default: 1.50}]
  steps:
    - name: Compile
      image: "node@sha256:${'0'.repeat(64)}"
      command: [make]
`;
const GOOD = BAD.replace('Compile', 'compile').replace('1.50', '"1.50"');

/** What the tests look at of SARIF. */
interface SarifRun {
  readonly artifacts: unknown[];
  readonly results: Record<string, unknown>[];
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'validate-'));
  writeFileSync(join(folder, 'task.yaml'), BAD);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function validate(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await call('validate', '--pack', 'tekton', ...args);
  return { code, out: stdout, err: stderr };
}

test('what is right has exit code 0', async () => {
  writeFileSync(join(folder, 'task.yaml'), GOOD);
  expect(await validate(folder)).toEqual({ code: 0, out: '1 object checked, 0 errors, 0 warnings\n', err: '' });
});

test('fails with place, code frame, rule and fix', async () => {
  const { code, out } = await validate(folder);
  expect(code).toBe(1);
  expect(out).toContain(`task.yaml:7:13: error: step 'Compile' has a name that is no DNS label: expected lower-case letters, digits and '-', at most 63 [tekton/step-name]
    in Task 'build' at spec.steps[0].name
    6 |   steps:
    7 |     - name: Compile
      |             ^^^^^^^
    fix: use lower-case letters, digits and -, and no name twice
`);
});

test('what is the same at many places of a file is told once, with all of them', async () => {
  const steps = ['a', 'a', 'b', 'a'].map((image, index) => `    - { name: s${index}, image: ${image}:1, command: [x] }\n`).join('');
  writeFileSync(join(folder, 'task.yaml'), `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec:\n  steps:\n${steps}`);
  const { stdout } = await call('validate', '--pack', 'digest', folder);
  expect(stdout.match(/the image '.:1' has no digest/g)).toHaveLength(2);
  expect(stdout).toMatch(/\n {4}also at 7:26, 9:26\n {4}fix: /);
  expect(stdout).toContain('1 object checked, 0 errors, 4 warnings');
});

test('what is no Kubernetes object is skipped and named; templates that are not rendered fail with their place', async () => {
  writeFileSync(join(folder, 'task.yaml'), GOOD);
  writeFileSync(join(folder, 'values.yaml'), 'replicas: 3\n');
  expect((await validate(folder)).out).toMatch(/skipped, no Kubernetes object: \S*values\.yaml:1/);
  writeFileSync(join(folder, 'chart.yaml'), 'kind: Task\nmetadata: {name: {{ .Values.name }}}\n');
  expect((await validate(folder)).out).toMatch(/chart\.yaml:2:\d+: error: not valid YAML/);
});

test('a comment accepts a finding on its line or on the next one', async () => {
  writeFileSync(join(folder, 'task.yaml'), BAD.replace('1.50', '"1.50"')
    .replace('    - name: Compile', '    # cdk8s-tekton: acknowledge tekton/step-name it is renamed later\n    - name: Compile'));
  expect(await validate(folder)).toEqual({ code: 0, out: '1 object checked, 0 errors, 0 warnings, 1 acknowledged\n', err: '' });
});

test('a baseline accepts what was there, wherever it has moved', async () => {
  const baseline = join(folder, 'baseline.json');
  await validate(folder, '--write-baseline', baseline);
  writeFileSync(join(folder, 'task.yaml'), `# a new first line\n${BAD}`);
  expect((await validate(join(folder, 'task.yaml'), '--baseline', baseline)).code).toBe(0);
  writeFileSync(join(folder, 'task.yaml'), BAD.replace('Compile', 'COMPILE'));
  expect((await validate(join(folder, 'task.yaml'), '--baseline', baseline)).code).toBe(1);
});

test('what a baseline has is counted without what is accepted otherwise', async () => {
  writeFileSync(join(folder, 'task.yaml'), BAD.replace('name: Compile', 'name: Compile # cdk8s-tekton: acknowledge tekton/step-name it is called so'));
  const baseline = join(folder, 'baseline.json');
  expect((await validate(folder, '--write-baseline', baseline)).err).toBe(`1 finding is written to ${baseline}\n`);
});

test('settings choose severities', async () => {
  const config = join(folder, 'settings.yaml');
  writeFileSync(config, 'rules: {tekton/step-name: warning}\n');
  expect((await validate(join(folder, 'task.yaml'), '--config', config)).code).toBe(0);
});

test.each([
  ['rules: {tekton/step-nam: warning}', "names the unknown rule 'tekton/step-nam' in 'rules', did you mean 'tekton/step-name'?"],
  ['rules: [tekton/step-name]', "has 'rules', expected severities by rule id"],
  ['packs: [tektn]', "names the unknown pack 'tektn' in 'packs', did you mean 'tekton'?"],
  ['api: betta', "has api 'betta', did you mean 'beta'?"],
])('fails over settings that say %s, and names the file', async (settings, problem) => {
  const config = join(folder, 'settings.yaml');
  writeFileSync(config, settings);
  const { code, stderr } = await call('validate', '--config', config, folder);
  expect({ code, stderr }).toEqual({ code: 2, stderr: `error: ${config} ${problem}\n` });
});

test('one note is one', async () => {
  writeFileSync(join(folder, 'task.yaml'), GOOD);
  const { stdout } = await call('validate', '--pack', 'best-practice', folder);
  expect(stdout.split('\n').at(-2)).toMatch(/, 1 note$/);
});

test.each([
  ['a template', 'metadata: {name: {{ .Values.name }}\n', /fix: mend the syntax at this place; a template with \{\{ \}\} has to be rendered first: helm template/],
  ['anything else', 'metadata: {name: x\n', /fix: mend the syntax at this place\n/],
])('of %s that cannot be read it is told what to do, and not of what kind it is', async (_, yaml, fix) => {
  writeFileSync(join(folder, 'task.yaml'), yaml);
  const { out } = await validate(folder);
  expect(out).toContain('\n    in an unreadable document\n');
  expect(out).toMatch(fix);
});

test('--fix puts quotes around what YAML would change', async () => {
  const { err } = await validate(folder, '--fix');
  expect(err).toBe('1 finding is mended in 1 file\n');
  expect(readFileSync(join(folder, 'task.yaml'), 'utf8')).toBe(BAD.replace('1.50', '"1.50"'));
});

test('sarif lists every file, rule, place and document', async () => {
  const { out } = await validate(folder, '--format', 'sarif');
  const [run] = (JSON.parse(out) as { runs: SarifRun[] }).runs;
  expect(run.artifacts).toHaveLength(1);
  expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(['tekton/quoted-value', 'tekton/step-name']);
  expect(run.results[1]).toMatchObject({
    ruleId: 'tekton/step-name',
    ruleIndex: 1,
    level: 'error',
    locations: [{ physicalLocation: { artifactLocation: { index: 0 }, region: { startLine: 7, startColumn: 13, endLine: 7, endColumn: 20 } } }],
    properties: { documentIndex: 0 },
  });
});

test('junit has a test for each object, github a command for each finding', async () => {
  const junit = await validate(folder, '--format', 'junit');
  expect(junit.out).toMatch(/<testsuites name="cdk8s-tekton validate" tests="1" failures="1" errors="0">[^]*<testcase name="Task 'build' \(line 1\)"[^]*<failure type="tekton\/step-name"/);
  const github = await validate(folder, '--format', 'github');
  expect(github.out).toMatch(/^::error file=\S*task\.yaml,line=7,col=13,endLine=7,endColumn=20,title=tekton\/step-name::step 'Compile' has a name/m);
});

test.each([
  [['--format', 'xml'], "there is no format 'xml', expected one of text, json, sarif, junit, github"],
  [['--api', 'gamma'], "there is no level of --api 'gamma', expected one of stable, beta, alpha"],
  [['--config', 'nowhere.yaml'], "the settings file 'nowhere.yaml' is not there"],
])('fails with exit code 2 for %j', async (args, message) => {
  const { code, err } = await validate(folder, ...args);
  expect({ code, err }).toEqual({ code: 2, err: `error: ${message}\n` });
});
