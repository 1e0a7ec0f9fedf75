import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log, Run } from 'sarif';
import { validateXML } from 'xmllint-wasm';
import { lineFingerprints } from '../../src/cli/validate/line-fingerprints';
import { ALL_PACKS } from '../../src/rules/packs/all';
import { call } from './terminal';

const SCHEMAS = join(__dirname, 'schemas');
const schema = (name: string): string => readFileSync(join(SCHEMAS, name), 'utf8');

const checkSarif = addFormats(new Ajv({ strict: false })).compile(JSON.parse(schema('sarif-2.1.0.json')) as object);

/** A name with everything that a format might trip over. */
const ODD = 'odd %20,:#\u{1f600} & "<name>".yaml';

let folder: string;
let before: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'formats-'));
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'ci'));
  // Every failing example of every rule: all messages there are.
  ALL_PACKS.flatMap(({ rules }) => rules).forEach(({ id, failing }) => writeFileSync(join(folder, 'ci', `${id.replace('/', '-')}.yaml`), failing));
  writeFileSync(join(folder, 'ci', 'right.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n');
  writeFileSync(join(folder, 'ci', 'binary.yaml'), Buffer.from([0x6b, 0, 0xff]));
  writeFileSync(join(folder, 'ci', ODD), 'kind: Task\napiVersion: tekton.dev/v1\nmetadata: {name: "a\\u0001%,:\\n]]>&"}\n---\nkind: Task\napiVersion: tekton.dev/v1\nmetadata: {name: b}\nspec: {steps: [{image: x, wrong: 1}]}\n');
  before = process.cwd();
  process.chdir(join(folder, 'ci'));
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const PACKS = ['--pack', ALL_PACKS.map(({ name }) => name).join(',')];

async function sarif(paths = ['.'], ...args: string[]): Promise<Run> {
  const { stdout } = await call('validate', ...paths, ...PACKS, '--format', 'sarif', ...args);
  const log = JSON.parse(stdout) as Log;
  expect(checkSarif(log) ? [] : checkSarif.errors).toEqual([]);
  return log.runs[0];
}

describe('sarif', () => {
  let run: Run;
  beforeAll(async () => { run = await sarif(); });

  test('is accepted by the schema of OASIS, whatever is found', () => {
    const { results = [], artifacts = [], tool } = run;
    expect(new Set(results.map(({ ruleId }) => ruleId)).size).toBeGreaterThan(100);
    expect(artifacts).toHaveLength(ALL_PACKS.flatMap(({ rules }) => rules).length + 3);
    expect(tool.driver.rules?.every(({ id, help, helpUri, properties }) => help?.text && properties?.tags?.length === 1 && helpUri?.endsWith(`RULES.md#${id.replace('/', '')}`))).toBe(true);
  });

  test('has paths from the root of the repository, that lead to the artifact', () => {
    const { results = [], artifacts = [] } = run;
    const physical = results.map(({ locations: [location] = [] }) => location.physicalLocation);
    expect(physical.filter((place) => !/^ci\/[\w.%!'()*~-]+$/.test(place?.artifactLocation?.uri ?? ''))).toEqual([]);
    expect(physical.filter((place) => artifacts[place?.artifactLocation?.index ?? -1]?.location?.uri !== place?.artifactLocation?.uri)).toEqual([]);
    expect(physical.filter((place) => !place?.region?.startLine || !place.region.startColumn)).toEqual([]);
    expect(artifacts.map(({ location }) => decodeURIComponent(location?.uri ?? ''))).toContain(`ci/${ODD}`);
  });

  test('has results that know their document, and what code scanning knows them by', () => {
    const { results = [] } = run;
    expect(results.find(({ message }) => message.text?.includes("'wrong'"))?.properties?.documentIndex).toBe(1);
    expect(results.filter(({ partialFingerprints }) => !/^[0-9a-f]+:\d+$/.test(partialFingerprints?.primaryLocationLineHash ?? ''))).toEqual([]);
  });

  test('suppresses what is accepted: in the source, or by a baseline', async () => {
    await call('validate', ODD, ...PACKS, '--write-baseline', 'baseline.json');
    writeFileSync('new.yaml', '# cdk8s-tekton: acknowledge-object tekton/task-steps made later\nkind: Task\napiVersion: tekton.dev/v1\nmetadata: {name: c}\nspec: {}\n');
    const { results = [] } = await sarif([ODD, 'new.yaml'], '--baseline', 'baseline.json');
    expect(new Set(results.map(({ suppressions = [] }) => suppressions[0]?.kind))).toEqual(new Set(['external', 'inSource']));
  });

  test('is a report where nothing is found, too', async () => {
    expect(await sarif(['right.yaml'])).toMatchObject({ results: [], artifacts: [{ location: { uri: 'ci/right.yaml' } }] });
  });
});

// The examples of codeql-action's own tests.
test.each([
  ['', ['c129715d7a2bc9a3:1']],
  [' a\nb\n  \t\tc\n d', ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1']],
  [' hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n',
    ['e9496ae3ebfced30:1', 'fb7c023a8b9ccb3f:1', 'ce8ba1a563dcdaca:1', 'e20e36e16fcb0cc8:1', 'b3edc88f2938467e:1', 'c8e28b0b4002a3a0:1', 'c129715d7a2bc9a3:1']],
  ['Lorem ipsum dolor sit amet.\n'.repeat(10),
    ['a7f2ff13bc495cf2:1', 'a7f2ff13bc495cf2:2', 'a7f2ff13bc495cf2:3', 'a7f2ff13bc495cf2:4', 'a7f2ff13bc495cf2:5', 'a7f2ff13bc495cf2:6',
      'a7f2ff1481e87703:1', 'a9cf91f7bbf1862b:1', '55ec222b86bcae53:1', 'cc97dc7b1d7d8f7b:1', 'c129715d7a2bc9a3:1']],
])('lines of %j have the fingerprints that github gives them', (text, expected) => {
  expect(lineFingerprints(text)).toEqual(expected);
});

test('junit is accepted by the schema of jenkins, and counts right', async () => {
  const { stdout } = await call('validate', '.', ...PACKS, '--format', 'junit');
  const { valid, errors } = await validateXML({
    xml: { fileName: 'report.xml', contents: stdout },
    schema: { fileName: 'junit-10.xsd', contents: schema('junit-10.xsd') },
  });
  expect(errors.map(({ message }) => message)).toEqual([]);
  expect(valid).toBe(true);
  const [, tests, failures] = /<testsuites [^>]*tests="(\d+)" failures="(\d+)"/.exec(stdout) ?? [];
  expect({ tests, failures }).toEqual({ tests: String(stdout.split('<testcase ').length - 1), failures: String(stdout.split('<failure ').length - 1) });
  expect(stdout).not.toMatch(/<failure [^]*?<\/failure>\s*<failure /);
  const inSuites = [...stdout.matchAll(/<testsuite [^>]*failures="(\d+)"/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  expect(String(inSuites)).toBe(failures);
});

test('github has one line for each finding, with everything escaped that would end a property', async () => {
  const { stdout } = await call('validate', ODD, '--format', 'github');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) {
    const [, properties, message] = /^::(?:error|warning|notice) (.*?)::(.*)$/.exec(line) ?? [];
    expect(properties.split(',').map((pair) => pair.split('=')[0])).toEqual(expect.arrayContaining(['file', 'line', 'col', 'title']) as string[]);
    expect(decodeURIComponent(/file=([^,]*)/.exec(properties)?.[1] ?? '')).toBe(ODD);
    expect(message.replaceAll(/%(?:25|0A|0D)/g, '')).not.toMatch(/%|\r/);
  }
});

test('one call writes several reports', async () => {
  const { stdout, code } = await call('validate', ODD, '--format', 'github', '--format', 'sarif=out.sarif', '--format', 'junit=out.xml');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^::error /);
  expect(checkSarif(JSON.parse(readFileSync('out.sarif', 'utf8')))).toBe(true);
  expect(readFileSync('out.xml', 'utf8')).toMatch(/^<\?xml/);
});

test.each([
  [['--format', 'text', '--format', 'json'], 'only one report can go to standard output, write the others as <format>=<file>'],
  [['--format', 'sarif='], 'expected --format <format>=<file>, and the file is missing'],
  [['--format', 'sarif=nowhere/x.sarif'], "'nowhere/x.sarif' cannot be written: "],
])('fails with exit code 2 for %j', async (args, message) => {
  const { code, stderr } = await call('validate', ODD, ...args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) as string });
});
