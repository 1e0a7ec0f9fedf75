import { mkdirSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import fc from 'fast-check';
import { parsePairs } from '../../src/agent/config/downward-api';
import { loadSettings } from '../../src/agent/config/settings';
import { expectFailure, temporaryDirectory } from './support';

const temporary = temporaryDirectory();

/** As Kubernetes writes it: the keys are links into `..data`, itself a link. */
function mountedConfigMap(data: { readonly [key: string]: string }): string {
  const root = join(temporary.path, 'config');
  mkdirSync(join(root, '..2026_03_01'), { recursive: true });
  symlinkSync('..2026_03_01', join(root, '..data'));
  for (const [key, value] of Object.entries(data)) {
    writeFileSync(join(root, '..2026_03_01', key), value);
    symlinkSync(join('..data', key), join(root, key));
  }
  return root;
}

function podDirectory(annotations: { readonly [name: string]: string }, labels: { readonly [name: string]: string } = {}): string {
  const root = join(temporary.path, 'pod');
  mkdirSync(root, { recursive: true });
  const lines = (pairs: object) => Object.entries(pairs).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join('\n');
  writeFileSync(join(root, 'annotations'), lines(annotations));
  writeFileSync(join(root, 'labels'), lines(labels));
  writeFileSync(join(root, 'namespace'), 'team-a');
  return root;
}

test('annotations go over the ConfigMap and that over the default, key by key', async () => {
  const { storage } = await loadSettings({
    default: { 'backend': 'oci', 'oci.repository': 'default.example/a', 'inline-threshold': '1', 'enabled': 'true' },
    config: mountedConfigMap({ 'oci.repository': 'team.example/a\n', 'inline-threshold': '2' }),
    pod: podDirectory({ 'tekton.dev/artifact-storage-oci-repository': 'run.example/a', 'unrelated': 'x', 'tekton.dev/artifact-storage-oci-tag-pattern': '' }),
  });
  expect(storage).toEqual({ 'backend': 'oci', 'oci.repository': 'run.example/a', 'inline-threshold': '2', 'enabled': 'true' });
});

test('a missing ConfigMap and a missing pod directory are no levels', async () => {
  const plan = { config: join(temporary.path, 'none'), pod: join(temporary.path, 'none') };
  expect(await loadSettings(plan)).toEqual({ storage: {}, run: { namespace: '', pipelineRun: '', taskRun: '', uid: '' } });
});

test('the run is known by the labels of the pod', async () => {
  const labels = { 'tekton.dev/pipelineRun': 'p', 'tekton.dev/pipelineRunUID': 'pu', 'tekton.dev/taskRun': 't', 'tekton.dev/taskRunUID': 'tu' };
  expect((await loadSettings({ pod: podDirectory({}, labels) })).run).toEqual({ namespace: 'team-a', pipelineRun: 'p', taskRun: 't', uid: 'pu' });
  const { 'tekton.dev/pipelineRun': _, 'tekton.dev/pipelineRunUID': __, ...standalone } = labels;
  expect((await loadSettings({ pod: podDirectory({}, standalone) })).run).toEqual({ namespace: 'team-a', pipelineRun: '', taskRun: 't', uid: 'tu' });
});

test('fails for a level that is not valid, with its name, the key and what was expected', async () => {
  await expectFailure(() => loadSettings({ config: mountedConfigMap({ backend: 's4' }), pod: podDirectory({}) }),
    'CONFIG_INVALID', "ConfigMap 'team-a/config-artifact-storage'", "backend 's4'", 'expected one of oci, s3,');
  await expectFailure(() => loadSettings({ pod: podDirectory({ 'tekton.dev/artifact-storage-oci-repo': 'x' }) }),
    'CONFIG_INVALID', "the run's annotations", 'tekton.dev/artifact-storage-oci-repo');
});

test('fails for a tag that all outputs of a Task would share', async () => {
  await expectFailure(() => loadSettings({ pod: podDirectory({ 'tekton.dev/artifact-storage-oci-tag-pattern': '{{taskrun}}' }) }), 'CONFIG_INVALID', "expected '{{artifact}}' in it");
});

test('fails for a base path that references could not hold', async () => {
  for (const path of ['/my artifacts', '/a@b', '/a#b', '/a/../b', 'a']) {
    await expectFailure(() => loadSettings({ pod: podDirectory({ 'tekton.dev/artifact-storage-pvc-base-path': path }) }), 'CONFIG_INVALID', 'pvc.basePath');
  }
});

test('fails when the configuration names a Secret that is not the mounted one', async () => {
  const level = { 'oci.credentialsSecret': 'team-creds' };
  expect((await loadSettings({ default: level, credentialsSecret: 'team-creds' })).storage).toEqual(level);
  await expectFailure(() => loadSettings({ default: level, credentialsSecret: 'other' }), 'CONFIG_INVALID', "'team-creds'", "Secret 'other'");
  await expectFailure(() => loadSettings({ default: level }), 'CONFIG_INVALID', 'no Secret is mounted');
  const bucket = { 'backend': 's3', 's3.bucket': 'bucket', 's3.credentialsSecret': 'bucket-creds' } as const;
  await expectFailure(() => loadSettings({ default: { ...level, ...bucket }, credentialsSecret: 'team-creds' }), 'CONFIG_INVALID',
    "s3.credentialsSecret 'bucket-creds'", "Secret 'team-creds'", "give the run's ServiceAccount access");
});

describe('downward API files', () => {
  /** Go's strconv.Quote, which the kubelet uses, for texts of whole code points. */
  function goQuote(text: string): string {
    const letters: { readonly [code: number]: string } = { 7: '\\a', 8: '\\b', 12: '\\f', 10: '\\n', 13: '\\r', 9: '\\t', 11: '\\v', 34: '\\"', 92: '\\\\' };
    const quoted = [...text].map((character) => {
      const code = character.codePointAt(0) as number;
      if (code in letters) return letters[code];
      if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
      if (/[\p{L}\p{N}\p{P}\p{S} ]/u.test(character)) return character;
      return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
    });
    return `"${quoted.join('')}"`;
  }

  test('every annotation comes back as it was set', () => {
    const key = fc.stringMatching(/^[a-z0-9./_-]{1,20}$/);
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
    fc.assert(fc.property(fc.dictionary(key, value), (pairs) => {
      const text = Object.entries(pairs).map(([name, content]) => `${name}=${goQuote(content)}`).join('\n');
      expect(Object.entries(parsePairs(text, 'annotations'))).toEqual(Object.entries(pairs));
    }), { numRuns: 2_000 });
  });

  test('bytes that are escaped one by one become the text they are', () => {
    expect(parsePairs('a="\\xc3\\xa4"\nb="x=\\"y\\""', 'labels')).toEqual({ a: 'ä', b: 'x="y"' });
  });

  test('fails for a line the kubelet does not write', () => {
    expect(() => parsePairs('a=b', 'labels')).toThrow("the pod's labels have the line 'a=b', expected <name>=\"<value>\"");
    expect(() => parsePairs('a="b" c', 'labels')).toThrow('expected');
  });
});
