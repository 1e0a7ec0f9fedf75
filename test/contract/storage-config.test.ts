import fc from 'fast-check';
import {
  annotationOf, annotationsOf, configFromAnnotations, mergeStorageConfig, parseStorageConfig, STORAGE_CONFIG_KEYS, storageProblem,
} from '../../src/contract/storage-config';
import type { StorageConfig } from '../../src/contract/storage-config';

const GOOD: { readonly [key in keyof StorageConfig]-?: readonly string[] } = {
  'enabled': ['true', 'false'],
  'backend': ['oci', 'pvc', 'directory'],
  'inline-threshold': ['0', '1024', '2048'],
  'oci.repository': ['registry.example/app', 'localhost:5000/a/b-c__d.e'],
  'oci.credentialsSecret': ['push', '1st.secret'],
  'oci.tagPattern': ['{{artifact}}', 'v1-{{taskrun}}-{{ artifact }}'],
  'oci.plainHttp': ['true', 'false'],
  'pvc.claimName': ['artifacts'],
  'pvc.basePath': ['/', '/a/b'],
  'directory.path': ['/tmp/x'],
};
const each = Object.fromEntries(Object.entries(GOOD).map(([key, values]) => [key, fc.constantFrom(...values)]));
const config = fc.record(each, { requiredKeys: [] }) as fc.Arbitrary<StorageConfig>;

test('any configuration survives as annotations, and the schema takes it', () => {
  fc.assert(fc.property(config, (given) => {
    const read = configFromAnnotations({ ...annotationsOf(given), 'example.com/other': 'x' });
    expect(parseStorageConfig(read, 'annotations')).toEqual(given);
  }));
});

test('every key has an annotation of its own', () => {
  expect(annotationOf('oci.tagPattern')).toBe('tekton.dev/artifact-storage-oci-tag-pattern');
  expect(annotationOf('oci.repository')).toBe('tekton.dev/artifact-storage-oci-repository');
  expect(new Set(STORAGE_CONFIG_KEYS.map(annotationOf)).size).toBe(STORAGE_CONFIG_KEYS.length);
});

test('a blank annotation sets nothing, and an unknown one is not lost', () => {
  expect(configFromAnnotations({ [annotationOf('backend')]: '' })).toEqual({});
  const unknown = configFromAnnotations({ 'tekton.dev/artifact-storage-oci-repo': 'r/x' });
  expect(() => parseStorageConfig(unknown, "pod 'x'")).toThrow("pod 'x' has unknown key 'tekton.dev/artifact-storage-oci-repo', expected one of enabled, backend,");
});

test.each([
  ['enabled', 'yes', "expected 'true' or 'false'"],
  ['backend', 's3', "expected 'oci', 'pvc' or 'directory'"],
  ['inline-threshold', '1k', 'expected a number of bytes'],
  ['inline-threshold', '2049', 'expected at most 2048 bytes'],
  ['oci.repository', 'https://registry.example/app', "expected '<registry>/<repository>' in lower case, without scheme, tag or digest"],
  ['oci.repository', 'registry.example/App', "expected '<registry>/<repository>' in lower case"],
  ['oci.repository', 'registry.example/app:v1', 'without scheme, tag or digest'],
  ['oci.tagPattern', 'latest', "expected '{{artifact}}' in it: the outputs of a Task would take the tag from each other"],
  ['pvc.basePath', '/a b', 'expected an absolute path of letters, digits and . _ - /, as it becomes part of references'],
  ['oci.tagPattern', '{{branch}}{{artifact}}', "unknown variable '{{branch}}', expected one of namespace, pipelinerun, taskrun, artifact"],
  ['oci.credentialsSecret', 'Push', 'expected the name of a Kubernetes object'],
  ['pvc.basePath', 'a', 'expected an absolute path'],
  ['pvc.basePath', '/a/../b', "expected a path without '..'"],
])('fails on %s %j', (key, value, message) => {
  const parse = () => parseStorageConfig({ [key]: value }, "ConfigMap 'ci/config-artifact-storage'");
  expect(parse).toThrow(`ConfigMap 'ci/config-artifact-storage' has ${key} '${value}': `);
  expect(parse).toThrow(message);
});

test('the strongest level that sets a key wins, and a blank does not set it', () => {
  expect(mergeStorageConfig([
    { 'oci.repository': 'r/strong' }, { 'oci.repository': 'r/middle', 'oci.tagPattern': '' }, { 'oci.tagPattern': 'weak', 'backend': 'oci' },
  ])).toEqual({ 'oci.repository': 'r/strong', 'oci.tagPattern': 'weak', 'backend': 'oci' });
});

test('merging is the same in any grouping', () => {
  fc.assert(fc.property(config, config, config, (a, b, c) => {
    expect(mergeStorageConfig([mergeStorageConfig([a, b]), c])).toEqual(mergeStorageConfig([a, mergeStorageConfig([b, c])]));
  }));
});

test.each([
  [{}, 'no artifact storage is configured'],
  [{ backend: 'oci', enabled: 'false' }, "artifact storage is disabled (enabled: 'false')"],
  [{ backend: 'oci' }, "backend 'oci' needs the key 'oci.repository'"],
  [{ backend: 'pvc' }, "backend 'pvc' needs the key 'pvc.claimName'"],
  [{ backend: 'directory' }, "backend 'directory' needs the key 'directory.path'"],
  [{ 'backend': 'oci', 'oci.repository': 'r/x' }, undefined],
] as const)('%j stores nothing because: %s', (given, problem) => {
  expect(storageProblem(given)).toBe(problem);
});
