import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import { inlineReference } from '../../src/agent/artifact/inline';
import { putArtifact } from '../../src/agent/artifact/put-artifact';
import { storePath } from '../../src/agent/artifact/store-path';
import { runAgent } from '../../src/agent/run-agent';
import { DirectoryStore } from '../../src/agent/stores/directory';
import { listHeader, planArguments, WHEN_HEADER } from '../../src/contract/agent-arguments';
import type { FetchInput, UploadOutput, UploadPlan } from '../../src/contract/agent-plan';
import { formatReference, type WireReference } from '../../src/contract/artifact-reference';
import { conditionElements } from '../../src/contract/condition';
import { hexOf, parseDigest } from '../../src/contract/digest';
import { EXIT_CODES, type ExitReason } from '../../src/contract/exit-codes';
import type { StorageConfig } from '../../src/contract/storage-config';
import { expectFailure, FACTS, fileContent, temporaryDirectory, testInvocation } from './support';

const temporary = temporaryDirectory();
const at = (...path: string[]) => join(temporary.path, ...path);
const store = () => new DirectoryStore(at('store'));
const stored = (): StorageConfig => ({ 'backend': 'directory', 'directory.path': at('store') });

beforeEach(() => ['results', 'in', 'out', 'scratch', 'task-results', 'pod'].forEach((name) => mkdirSync(at(name))));

/** Runs a command in this process; with its step results. */
async function run(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const invocation = testInvocation({ ERROR_RESULT: at('results', 'error'), ...env });
  const errors: string[] = [];
  const code = await runAgent(argv, invocation, (line) => void errors.push(line));
  const results = Object.fromEntries(readdirSync(at('results')).map((name) => [name, readFileSync(at('results', name), 'utf8')]));
  return { code, results, lines: invocation.lines, errors };
}

function upload(outputs: readonly UploadOutput[], more: Partial<UploadPlan> = {}, env: NodeJS.ProcessEnv = {}) {
  return run(['upload', ...planArguments({ outputs: [...outputs], containers: 3, scratch: at('scratch'), default: stored(), ...more })], env);
}

function fetch(inputs: readonly FetchInput[], env: NodeJS.ProcessEnv = {}, sections: readonly string[] = []) {
  const plan = planArguments({ inputs: [...inputs], scratch: at('scratch'), default: stored() });
  return run(['fetch', ...plan, ...sections.length > 0 ? ['--', ...sections] : []], env);
}

/** An output with something written to its place. */
function written(name: string, content: string | readonly string[], more: Partial<UploadOutput> = {}): UploadOutput {
  const path = at('out', name);
  if (typeof content === 'string') writeFileSync(path, content);
  else [path, ...content.map((file) => join(path, file))].forEach((each, index) => index === 0 ? mkdirSync(each) : writeFileSync(each, each));
  return { name, kind: typeof content === 'string' ? 'file' : 'directory', path, ...more };
}

const input = (name: string, more: Partial<FetchInput> = {}): FetchInput => ({ name, kind: 'file', path: at('in', name), ...more });
const bound = (name: string, { uri, digest }: WireReference) => ({ [`INPUT_${name}_URI`]: uri, [`INPUT_${name}_DIGEST`]: digest });
const blobPath = (digest: string) => at('store', 'blobs', 'sha256', hexOf(parseDigest(digest)));

function expectFailed(ended: Awaited<ReturnType<typeof run>>, reason: ExitReason, ...texts: string[]) {
  expect(ended.errors).toHaveLength(1);
  expect(ended.errors[0]).toMatch(/^error: /);
  for (const text of texts) expect(ended.errors[0]).toContain(text);
  expect(ended.code).toBe(EXIT_CODES[reason]);
  expect(Object.keys(ended.results)).toContain('error');
  expect(Buffer.byteLength(ended.results.error)).toBeLessThanOrEqual(200);
}

describe('upload and fetch', () => {
  test('a directory and a file come back as they were', async () => {
    const sent = await upload([written('app', ['a', 'b']), written('sbom', '{"x":1}', { storage: 'external', subject: true })]);
    expect(sent).toMatchObject({ code: 0, errors: [] });
    const [app, sbom] = [JSON.parse(sent.results.app), JSON.parse(sent.results.sbom)];
    expect(sbom).toEqual({ uri: `oci-layout:${at('store')}`, digest: expect.stringMatching(/^sha256:/), isBuildArtifact: 'true' });
    const read = await fetch([input('app', { kind: 'directory' }), input('sbom')], { ...bound('app', app), ...bound('sbom', sbom) });
    expect(read).toMatchObject({ code: 0, errors: [], results: { run: 'yes' } });
    expect(readdirSync(at('in', 'app')).sort()).toEqual(['a', 'b']);
    expect(readFileSync(at('in', 'sbom'), 'utf8')).toBe('{"x":1}');
    expect(readdirSync(at('scratch'))).toEqual([]);
  });

  test('the log has a line for people and one of JSON for each artifact', async () => {
    const { lines } = await upload([written('report', 'x'.repeat(2000))]);
    expect(lines[0]).toMatch(/^stored file 'report': 2\.0 kB, sha256:[0-9a-f]{12}, \d+\.\d\d s, oci-layout:/);
    expect(JSON.parse(lines[1])).toMatchObject({
      name: 'report', kind: 'file', bytesSent: 2000, ref: { backend: 'directory', location: `oci-layout:${at('store')}`, size: 2000, contentType: 'text/plain' },
    });
    expect((await upload([{ name: 'report', kind: 'file', path: at('out', 'report') }])).lines[0]).toContain('(already there)');
  });

  test('a retried upload gives the same references', async () => {
    const outputs = [written('app', ['a']), written('big', 'x'.repeat(5000))];
    expect((await upload(outputs)).results).toEqual((await upload(outputs)).results);
  });

  test('a build output is stored however small it is', async () => {
    const { results } = await upload([written('app', 'tiny', { subject: true }), written('note', 'tiny')]);
    expect([JSON.parse(results.app).uri, JSON.parse(results.note).uri]).toEqual([`oci-layout:${at('store')}`, expect.stringMatching(/^data:/)]);
  });

  test('strings and lists of references', async () => {
    const sent = await upload([written('one', '1', { codec: 'string', storage: 'external' }), written('two', '2', { codec: 'string', result: 'renamed' })]);
    expect(sent.results.one).toMatch(/^oci-layout:.*@sha256:/);
    const items = input('items', { codec: 'list' });
    const read = await fetch([input('one', { codec: 'string' }), items], { INPUT_one_REF: sent.results.one }, [listHeader('items'), sent.results.one, sent.results.renamed]);
    expect(read).toMatchObject({ code: 0, errors: [] });
    expect(['0', '1'].map((name) => readFileSync(at('in', 'items', name), 'utf8'))).toEqual(['1', '2']);
    expect(readdirSync(at('in')).sort()).toEqual(['items', 'one']);
  });

  test.each(['my store', 'a@b', 'a#b', '100%', 'ä'])('a store at %j gives references that can be read', async (name) => {
    const level = { default: { ...stored(), 'directory.path': at(name) } };
    const { results } = await upload([written('app', ['a']), written('one', '1', { storage: 'external', codec: 'string' })], level);
    const plan = planArguments({ inputs: [input('app', { kind: 'directory' }), input('one', { codec: 'string' })], scratch: at('scratch'), ...level });
    expect(await run(['fetch', ...plan], { ...bound('app', JSON.parse(results.app)), INPUT_one_REF: results.one })).toMatchObject({ code: 0, errors: [] });
    expect([readdirSync(at('in', 'app')), readFileSync(at('in', 'one'), 'utf8')]).toEqual([['a'], '1']);
  });

  test('an index holds the outputs without a result of their own, and consumers select from it by name', async () => {
    const reference = { uri: 'registry.example.com/app', digest: fileContent('image').digest };
    const image = written('image', `${reference.uri}@${reference.digest}\n`, { type: 'reference' });
    const absent: UploadOutput = { name: 'none', kind: 'file', path: at('out', 'none'), optional: true, indexed: true };
    const { results, code } = await upload([written('app', ['a'], { indexed: true }), image, absent], { index: 'artifacts' });
    expect([code, Object.keys(results).sort()]).toEqual([0, ['artifacts', 'image']]);
    expect(JSON.parse(results.image)).toEqual(reference);
    const { uri, digest } = JSON.parse(results.artifacts);
    const select = (name: string) => bound(name, { uri: `${uri}#${name}`, digest });
    const read = await fetch([input('app', { kind: 'directory' }), input('none', { optional: true })], { ...select('app'), ...select('none') });
    expect(read).toMatchObject({ code: 0, errors: [] });
    expect(readdirSync(at('in'))).toEqual(['app']);
    expectFailed(await fetch([input('none')], select('none')), 'INPUT_MISSING', "'none'");
    expect(await run(['upload', ...planArguments({ outputs: [absent], containers: 3, scratch: '/x', index: 'artifacts' })])).toMatchObject({ results: { artifacts: '{"uri":"","digest":""}' } });
  });
});

test('a verified input is recorded for provenance, an absent or inline one is not', async () => {
  const { results } = await upload([written('app', ['a'], { storage: 'external' }), written('note', 'hi')]);
  const inputs = [input('app', { kind: 'directory', result: 'app-ARTIFACT_INPUTS' }), input('note', { result: 'note-ARTIFACT_INPUTS' }),
    input('none', { optional: true, result: 'none-ARTIFACT_INPUTS' })];
  const read = await fetch(inputs, { ...bound('app', JSON.parse(results.app)), ...bound('note', JSON.parse(results.note)) });
  expect(read.code).toBe(0);
  expect(Object.keys(read.results).filter((name) => name.endsWith('ARTIFACT_INPUTS'))).toEqual(['app-ARTIFACT_INPUTS']);
  expect(JSON.parse(read.results['app-ARTIFACT_INPUTS'])).toEqual(JSON.parse(results.app));
});

test('verified inputs that would overflow the result bytes are not recorded, and the step says so', async () => {
  const { results } = await upload([written('app', ['a'], { storage: 'external' })]);
  const plan = planArguments({ inputs: [input('app', { kind: 'directory', result: 'app-ARTIFACT_INPUTS' })], scratch: at('scratch'), default: stored(), containers: 60 });
  const read = await run(['fetch', ...plan], bound('app', JSON.parse(results.app)));
  expect(read).toMatchObject({ code: 0, results: { run: 'yes' } });
  expect(read.results).not.toHaveProperty('app-ARTIFACT_INPUTS');
  expect(read.lines.join('\n')).toContain('too many to repeat them for provenance');
});

describe('upload', () => {
  test('small content stays inline, unless it is declared external', async () => {
    const { results } = await upload([written('small', 'hi'), written('kept', 'hi', { storage: 'external' }), written('large', 'x'.repeat(1025))]);
    expect(JSON.parse(results.small).uri).toBe('data:text/plain;base64,aGk=');
    expect(JSON.parse(results.kept).uri).toMatch(/^oci-layout:/);
    expect(JSON.parse(results.large).uri).toMatch(/^oci-layout:/);
    await fetch([input('small')], bound('small', JSON.parse(results.small)));
    expect(readFileSync(at('in', 'small'), 'utf8')).toBe('hi');
  });

  test('small content is stored when the step has no bytes left for it', async () => {
    const outputs = ['a', 'b', 'c', 'd'].map((name) => written(name, name.repeat(700)));
    const { results, code } = await upload(outputs, { containers: 5 });
    const inline = Object.values(results).filter((value) => value.includes('data:'));
    expect([code, inline.length]).toEqual([0, 1]);
  });

  test("the user's own results count", async () => {
    writeFileSync(at('task-results', 'commit'), 'x'.repeat(2000));
    const { results } = await upload([written('a', 'a'.repeat(700))], { containers: 5, results: at('task-results') });
    expect(JSON.parse(results.a).uri).toMatch(/^oci-layout:/);
  });

  test('the references of a skipped task are blank', async () => {
    const { results, code } = await upload([written('app', []), { name: 'f', kind: 'file', path: at('out', 'f'), codec: 'string' }], {}, { RUN: 'no' });
    expect([code, results]).toEqual([0, { app: '{"uri":"","digest":""}', f: '' }]);
  });

  test.each([['0', 0], ['3', 3], ['255', 255], ['-1', 1], ['256', 1], ['', 1], ['x', 1], [undefined, 1]])(
    'the exit code %p of the step before is raised again as %p, with all results written', async (text, code) => {
      if (text !== undefined) writeFileSync(at('exit'), text);
      const ended = await upload([written('report', 'failed'), { name: 'optional', kind: 'file', path: at('out', 'o'), optional: true }], {}, { EXIT_CODE_OF: at('exit') });
      expect(ended.code).toBe(code);
      expect(Object.keys(ended.results).sort()).toEqual(['optional', 'report']);
    });

  test('a failed step that did not write an output is no further failure', async () => {
    writeFileSync(at('exit'), '4');
    const ended = await upload([{ name: 'report', kind: 'file', path: at('out', 'report') }], {}, { EXIT_CODE_OF: at('exit') });
    expect(ended).toMatchObject({ code: 4, results: { report: '{"uri":"","digest":""}' } });
  });

  test('fails with the code of the step before when the upload fails too, and says why in the error', async () => {
    writeFileSync(at('exit'), '4');
    const ended = await upload([written('app', 'x'.repeat(5000))], { default: {} }, { EXIT_CODE_OF: at('exit') });
    expect(ended.code).toBe(4);
    expect(ended.results.error).toContain('no artifact storage is configured');
  });

  test('SOURCE_DATE_EPOCH makes the digest that of the content and the run alone', async () => {
    const output = written('app', 'x'.repeat(5000));
    const once = await upload([output], {}, { SOURCE_DATE_EPOCH: '0' });
    rmSync(at('store'), { recursive: true });
    expect((await upload([output], {}, { SOURCE_DATE_EPOCH: '0' })).results).toEqual(once.results);
    expect((await upload([output], {}, { SOURCE_DATE_EPOCH: 'x' })).code).toBe(EXIT_CODES.USAGE);
  });

  test('other programs store a path in the same way', async () => {
    const path = written('app', ['a']).path;
    const { uri, digest, diffId } = await storePath(store(), { name: 'app', kind: 'directory', path, run: FACTS.run });
    expect(await fetch([input('app', { kind: 'directory' })], bound('app', { uri, digest }))).toMatchObject({ code: 0 });
    expect(diffId).toMatch(/^sha256:/);
    await expectFailure(() => storePath(store(), { name: 'app', kind: 'file', path, run: FACTS.run }), 'KIND_MISMATCH');
    const type = 'application/vnd.tekton.artifact.tar+gzip';
    const file = written('file', 'x').path;
    await expectFailure(() => storePath(store(), { name: 'f', kind: 'file', mediaType: type, path: file, run: FACTS.run }), 'KIND_MISMATCH', type);
  });

  const failures: [string, ExitReason, () => ReturnType<typeof upload>, string[]][] = [
    ['an output that no step wrote', 'OUTPUT_MISSING', () => upload([{ name: 'app', kind: 'file', path: at('out', 'app') }]), ["output 'app'", '$(outputs.app.path)']],
    ['a directory that no step wrote into', 'OUTPUT_MISSING', () => upload([written('app', [])]), ["output 'app'"]],
    ['a file where a directory is declared', 'KIND_MISMATCH', () => upload([written('app', 'x', { kind: 'directory' })]), ['directory', 'file']],
    ['a directory where a file is declared', 'KIND_MISMATCH', () => upload([written('app', ['x'], { kind: 'file' })]), ['directory', 'file']],
    ['a reference that is none', 'REFERENCE_INVALID', () => upload([written('image', 'registry/app:latest', { type: 'reference' })]), ["output 'image'"]],
    ['inline content over the threshold', 'INLINE_TOO_LARGE', () => upload([written('app', 'x'.repeat(1025), { storage: 'inline' })]), ['1025 bytes', '1024']],
    ['inline content over what is left', 'INLINE_TOO_LARGE', () => upload([written('app', 'x'.repeat(1000), { storage: 'inline' })], { containers: 12 }), ['1000 bytes']],
    ['large content without storage', 'STORAGE_DISABLED', () => upload([written('app', 'x'.repeat(45_678))], { default: {} }),
      ["output 'app': 45.7 kB", 'config-artifact-storage', 'tekton.dev/artifact-storage-oci-repository']],
    ['large content with storage disabled', 'STORAGE_DISABLED', () => upload([written('app', 'x'.repeat(5000))], { default: { ...stored(), enabled: 'false' } }), ["enabled: 'false'"]],
    ['results over the share', 'RESULTS_TOO_LARGE', () => upload([written('app', 'x'.repeat(5000))], { containers: 60 }), ['60 containers', '204']],
  ];
  test.each(failures)('fails for %s', async (_, reason, act, texts) => {
    const ended = await act();
    expectFailed(ended, reason, ...texts);
    expect(Object.keys(ended.results)).toEqual(['error']);
  });
});

describe('fetch', () => {
  const put = (content = 'hello') => putArtifact(store(), FACTS, fileContent(content));

  test('a condition that does not hold skips everything', async () => {
    const when = conditionElements([{ input: 'main', operator: 'in', values: ['release'] }]);
    const { code, results } = await fetch([input('app')], {}, [WHEN_HEADER, ...when]);
    expect([code, results]).toEqual([0, { run: 'no' }]);
    const holding = conditionElements([{ input: 'main', operator: 'notin', values: ['release'] }]);
    expect(await fetch([input('app')], bound('app', await put()), [WHEN_HEADER, ...holding])).toMatchObject({ code: 0, results: { run: 'yes' } });
  });

  test('an optional input that is blank leaves no trace', async () => {
    expect(await fetch([input('app', { optional: true }), input('s', { optional: true, codec: 'string' })])).toMatchObject({ code: 0, errors: [] });
    expect(readdirSync(at('in'))).toEqual([]);
  });

  test('of an input whose content is not wanted only the reference is checked', async () => {
    const image = { uri: 'registry.invalid/app', digest: fileContent('x').digest };
    expect(await fetch([input('image', { content: false })], bound('image', image))).toMatchObject({ code: 0, errors: [] });
    expect(readdirSync(at('in'))).toEqual([]);
    expectFailed(await fetch([input('image', { content: false })], bound('image', { ...image, digest: '' })), 'REFERENCE_INVALID', 'without a digest');
    expectFailed(await fetch([input('image', { content: false })]), 'INPUT_MISSING', "'image'");
  });

  test('fails, with nothing at the path, when the content was changed in the store', async () => {
    const artifact = await put();
    writeFileSync(blobPath(artifact.contentDigest), 'jello');
    expectFailed(await fetch([input('app')], bound('app', artifact)), 'DIGEST_MISMATCH', "input 'app'", artifact.contentDigest, fileContent('jello').digest);
    expect(readdirSync(at('in'))).toEqual([]);
  });

  test('fails when the manifest was changed in the store', async () => {
    const artifact = await put();
    writeFileSync(blobPath(artifact.digest), readFileSync(blobPath(artifact.digest), 'utf8').replace('"app"', '"apq"'));
    expectFailed(await fetch([input('app')], bound('app', artifact)), 'DIGEST_MISMATCH', artifact.digest);
  });

  test('fails, otherwise than for changed content, when it was deleted', async () => {
    const artifact = await put();
    rmSync(blobPath(artifact.contentDigest));
    expectFailed(await fetch([input('app')], bound('app', artifact)), 'NOT_FOUND', "input 'app'", artifact.contentDigest);
    rmSync(blobPath(artifact.digest));
    expectFailed(await fetch([input('app')], bound('app', artifact)), 'NOT_FOUND', artifact.digest);
  });

  test('fails for an archive whose content is not the announced one', async () => {
    const tar = fileContent(Buffer.alloc(1024));
    const facts = { ...FACTS, kind: 'directory' as const, mediaType: 'application/vnd.tekton.artifact.tar+gzip' };
    const artifact = await putArtifact(store(), facts, { ...tar, diffId: fileContent('another').digest });
    expectFailed(await fetch([input('app', { kind: 'directory' })], bound('app', artifact)), 'DIGEST_MISMATCH');
    const broken = await putArtifact(store(), facts, fileContent('no archive at all'));
    expectFailed(await fetch([input('app', { kind: 'directory' })], bound('app', broken)), 'ARCHIVE_INVALID');
    expect(readdirSync(at('in'))).toEqual([]);
  });

  test('fails for a manifest beyond all bounds', async () => {
    const huge = fileContent(Buffer.alloc(5_000_000, 32));
    await store().put({ mediaType: 'text/plain', digest: huge.digest, size: huge.size }, huge);
    expectFailed(await fetch([input('app')], bound('app', { uri: `oci-layout:${at('store')}`, digest: huge.digest })), 'LIMIT_EXCEEDED');
  });

  test('fails for the wrong kind, an incomplete reference, a missing one', async () => {
    const artifact = await put();
    expectFailed(await fetch([input('app', { kind: 'directory' })], bound('app', artifact)), 'KIND_MISMATCH', 'directory', 'file');
    expectFailed(await fetch([input('app')], bound('app', { uri: artifact.uri, digest: '' })), 'REFERENCE_INVALID', "'app'", 'both or neither');
    expectFailed(await fetch([input('app')]), 'INPUT_MISSING', "'app'", 'optional');
    expectFailed(await fetch([input('l', { codec: 'list' })], {}, [listHeader('l'), formatReference(artifact), '']), 'INPUT_MISSING', 'element 1');
    expect(readdirSync(at('in'))).toEqual([]);
  });

  test('fails for inline content that is not what its digest says', async () => {
    const { digest } = fileContent('x');
    expectFailed(await fetch([input('app')], bound('app', { uri: 'data:text/plain;base64,aGk=', digest })), 'DIGEST_MISMATCH');
    expectFailed(await fetch([input('app')], bound('app', { uri: 'data:text/plain,hi', digest })), 'REFERENCE_INVALID');
  });
});

describe('gate, exists and delete', () => {
  test.each([['0', 'yes'], ['1', 'no'], ['-1', 'no'], ['', 'no']])('exit code %p opens the gate: %p', async (text, open) => {
    writeFileSync(at('exit'), text);
    expect(await run(['gate'], { EXIT_CODE_OF: at('exit') })).toMatchObject({ code: 0, results: { run: open } });
  });

  test('what exists is deleted once', async () => {
    const reference = formatReference(await putArtifact(store(), FACTS, fileContent('x')));
    const config = `--default=${JSON.stringify(stored())}`;
    expect((await run(['exists', config, reference])).code).toBe(0);
    expect((await run(['delete', config, reference])).code).toBe(0);
    expect((await run(['delete', config, reference])).code).toBe(1);
    const { code, lines } = await run(['exists', reference, config]);
    expect([code, lines]).toEqual([1, [`missing ${reference}`]]);
  });

  test('of an index, all or one by its name is looked for', async () => {
    const { results } = await upload([written('app', ['a'], { indexed: true })], { index: 'artifacts' });
    const { uri, digest } = JSON.parse(results.artifacts);
    const exists = async (name: string) => (await run(['exists', `--default=${JSON.stringify(stored())}`, `${uri}${name}@${digest}`])).code;
    expect([await exists(''), await exists('#app'), await exists('#other')]).toEqual([0, 0, 1]);
  });

  test('an artifact without its content does not exist', async () => {
    const artifact = await putArtifact(store(), FACTS, fileContent('x'));
    rmSync(blobPath(artifact.contentDigest));
    expect((await run(['exists', `--default=${JSON.stringify(stored())}`, formatReference(artifact)])).code).toBe(1);
  });

  test('fails for what it does not know', async () => {
    expectFailed(await run([]), 'USAGE', 'fetch, upload, gate, exists, delete');
    expectFailed(await run(['constructor']), 'USAGE', "'constructor'");
    expectFailed(await run(['upload', '--what=1']), 'USAGE', 'same version');
    expectFailed(await run(['gate', 'x']), 'USAGE');
    expectFailed(await run(['gate']), 'USAGE', 'EXIT_CODE_OF');
    expectFailed(await run(['exists', 'nonsense']), 'REFERENCE_INVALID', 'nonsense');
    expect((await run(['upload', ...planArguments({ outputs: [], containers: 1, scratch: '/x' })], { ERROR_RESULT: '' })).code).toBe(EXIT_CODES.USAGE);
    expect(existsSync(at('store'))).toBe(false);
  });
});

describe('the place of an input', () => {
  const taken = async (more: Partial<FetchInput>, sections: readonly string[] = []) => {
    const { results } = await upload([written('app', ['a']), written('one', '1'), written('text', '1', { codec: 'string' })]);
    const name = more.kind === 'directory' ? 'app' : 'one';
    mkdirSync(at('in', name, 'other'), { recursive: true });
    writeFileSync(at('in', name, 'other', 'file'), '');
    const ended = await fetch([input(name, more)], bound(name, JSON.parse(results[name])), sections.length === 0 ? [] : [...sections, results.text]);
    expect([readdirSync(at('in')), readdirSync(at('in', name))]).toEqual([[name], ['other']]);
    return ended;
  };

  test('fails where something is there, and leaves it as it is', async () => {
    expectFailed(await taken({ kind: 'directory' }), 'DESTINATION_INVALID', "'other/file'");
  });

  test('fails where a file is to be and a directory is', async () => {
    expectFailed(await taken({}), 'DESTINATION_INVALID', 'EISDIR');
  });

  test('fails where a list is to be and something is there', async () => {
    expectFailed(await taken({ codec: 'list' }, [listHeader('one')]), 'DESTINATION_INVALID', "'other/file'");
  });

  test('may be a directory in which a step has started already', async () => {
    const { results } = await upload([written('app', ['a']), written('text', '1', { codec: 'string' })]);
    for (const [name, codec, sections] of [['app', 'object', []], ['list', 'list', [listHeader('list'), results.text]]] as const) {
      mkdirSync(at('in', name), { recursive: true });
      const { ino } = statSync(at('in', name));
      await fetch([input(name, { codec, kind: codec === 'list' ? 'file' : 'directory' })], bound('app', JSON.parse(results.app)), [...sections]);
      expect([statSync(at('in', name)).ino, readdirSync(at('in', name))]).toEqual([ino, [codec === 'list' ? '0' : 'a']]);
    }
  });

  test('fails below a file', async () => {
    const { results } = await upload([written('one', '1')]);
    writeFileSync(at('in', 'file'), '');
    expectFailed(await fetch([input('one', { path: at('in', 'file', 'one') })], bound('one', JSON.parse(results.one))), 'DESTINATION_INVALID', at('in', 'file'));
  });
});

describe('the log', () => {
  test('what other tasks say cannot command a terminal or forge a line', async () => {
    const digest = fileContent('x').digest;
    const uri = 'registry.example.com/\u009b2Japp';
    const { lines } = await fetch([input('image', { content: false })], bound('image', { uri, digest }));
    expect(lines).toEqual([expect.stringContaining('registry.example.com/\\x9b2Japp')]);
    const { errors, results } = await fetch([input('image')], bound('image', { uri: `${uri}\x1b[2J\r\nok`, digest }));
    for (const text of [...errors, results.error]) expect(text).toMatch(/^[^\x00-\x1f\x7f-\x9f\u2028]+$/);
  });

  test('fails at once for a reference of nothing but white space', async () => {
    const start = performance.now();
    expectFailed(await fetch([input('image')], bound('image', { uri: `a${' '.repeat(100_000)}b`, digest: fileContent('x').digest })), 'REFERENCE_INVALID');
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('inline content is not shown', async () => {
    const { uri, digest } = inlineReference(Buffer.from('secret'), 'text/plain');
    const { lines } = await fetch([input('note', { content: false })], bound('note', { uri, digest }));
    expect(lines).toEqual([`input 'note' refers to data:...@${digest}, its content is not wanted`]);
  });
});
