import fc from 'fast-check';
import {
  annotationOf, annotationsOf, configFromAnnotations, credentialsSecretOf, mergeStorageConfig, namePatternOf, parseStorageConfig, STORAGE_CONFIG_KEYS,
  storageProblem,
} from '../../src/contract/storage-config';
import type { StorageConfig } from '../../src/contract/storage-config';

const GOOD: { readonly [key in keyof StorageConfig]-?: readonly string[] } = {
  'enabled': ['true', 'false'],
  'backend': ['oci', 's3', 'gcs', 'azure', 'http', 'pvc', 'directory'],
  'inline-threshold': ['0', '1024', '2048'],
  'oci.repository': ['registry.example/app', 'localhost:5000/a/b-c__d.e'],
  'oci.credentialsSecret': ['push', '1st.secret'],
  'oci.tagPattern': ['{{artifact}}', 'v1-{{taskrun}}-{{ artifact }}'],
  'oci.plainHttp': ['true', 'false'],
  'oci.groupByPipelineRun': ['true', 'false'],
  'oci.profile': ['tekton', 'konflux'],
  's3.bucket': ['tekton-artifacts', 'old.Bucket_name'],
  's3.prefix': ['tekton', 'a/{{namespace}}/{{pipelinerun}}/{{taskrun}}'],
  's3.region': ['us-east-1'],
  's3.endpoint': ['https://minio.example:9000', 'http://10.0.0.1/s3/'],
  's3.pathStyle': ['true', 'false'],
  's3.credentialsSecret': ['s3-creds'],
  's3.keyPattern': ['{{namespace}}/{{taskrun}}/{{artifact}}', '{{artifact}}'],
  's3.encryption': ['AES256', 'aws:kms', 'aws:kms:dsse'],
  's3.kmsKeyId': ['arn:aws:kms:eu-central-1:111122223333:key/1234abcd', 'alias/artifacts'],
  'gcs.bucket': ['tekton-artifacts'],
  'gcs.prefix': ['{{namespace}}'],
  'gcs.endpoint': ['http://localhost:4443'],
  'gcs.credentialsSecret': ['gcs-creds'],
  'gcs.credentialsKey': ['service-account.json'],
  'gcs.keyPattern': ['{{artifact}}'],
  'gcs.kmsKeyName': ['projects/p/locations/l/keyRings/r/cryptoKeys/k'],
  'azure.container': ['artifacts', '$web', 'a-b-c'],
  'azure.accountName': ['tektonresults'],
  'azure.prefix': ['x'],
  'azure.endpoint': ['http://127.0.0.1:10000/devstoreaccount1'],
  'azure.credentialsSecret': ['azure-creds'],
  'azure.keyPattern': ['{{taskrun}}/{{artifact}}'],
  'azure.encryptionScope': ['scope1'],
  'http.url': ['https://store.example/artifacts'],
  'http.prefix': ['{{namespace}}'],
  'http.credentialsSecret': ['http-creds'],
  'http.keyPattern': ['{{artifact}}'],
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

test('a blank value sets nothing, as in the examples of the proposal', () => {
  expect(parseStorageConfig({ 'backend': 's3', 's3.endpoint': '' }, 'ConfigMap')).toEqual({ backend: 's3' });
  expect(() => parseStorageConfig({ 's3.endpont': '' }, 'ConfigMap')).toThrow("unknown key 's3.endpont'");
});

test.each(['s3', 'gcs', 'azure', 'http', 'oci'] as const)('the Secret of %s is the one that its backend names', (backend) => {
  const all = { 's3.credentialsSecret': 's3-s', 'gcs.credentialsSecret': 'gcs-s', 'azure.credentialsSecret': 'azure-s', 'http.credentialsSecret': 'http-s', 'oci.credentialsSecret': 'oci-s' };
  expect(credentialsSecretOf({ ...all, backend })).toEqual({ key: `${backend}.credentialsSecret`, name: `${backend}-s` });
  expect(credentialsSecretOf({ ...all, backend: 'pvc' })).toBeUndefined();
});

test('names follow the pattern of the backend', () => {
  expect(namePatternOf({ 'backend': 's3', 's3.keyPattern': 'k/{{artifact}}', 'oci.tagPattern': 't-{{artifact}}' })).toBe('k/{{artifact}}');
  expect(namePatternOf({ backend: 'gcs' })).toBe('{{namespace}}/{{taskrun}}/{{artifact}}');
  expect(namePatternOf({})).toBe('{{namespace}}.{{pipelinerun}}.{{taskrun}}.{{artifact}}');
});

test('a blank annotation sets nothing, and an unknown one is not lost', () => {
  expect(configFromAnnotations({ [annotationOf('backend')]: '' })).toEqual({});
  const unknown = configFromAnnotations({ 'tekton.dev/artifact-storage-oci-repo': 'r/x' });
  expect(() => parseStorageConfig(unknown, "pod 'x'")).toThrow("pod 'x' has unknown key 'tekton.dev/artifact-storage-oci-repo', expected one of enabled, backend,");
});

test.each([
  ['enabled', 'yes', "expected 'true' or 'false'"],
  ['backend', 'ftp', 'expected one of oci, s3, gcs, azure, http, pvc, directory'],
  ['s3.bucket', 's3://bucket', 'expected the name of a bucket, without scheme and path'],
  ['s3.prefix', '/a', 'expected names with single slashes between them'],
  ['s3.prefix', 'a//b', 'expected names with single slashes between them'],
  ['s3.prefix', '{{artifact}}', "unknown variable '{{artifact}}', expected one of namespace, pipelinerun, taskrun"],
  ['s3.keyPattern', '{{namespace}}', "expected '{{artifact}}' in it"],
  ['s3.endpoint', 'minio:9000', "expected 'https://<host>[:port][/path]'"],
  ['s3.endpoint', 'https://user:password@minio', "expected 'https://<host>[:port][/path]' without user"],
  ['s3.encryption', 'AES', "expected 'AES256', 'aws:kms' or 'aws:kms:dsse'"],
  ['s3.kmsKeyId', 'a\r\nx-evil: 1', 'printable characters'],
  ['gcs.credentialsKey', '../x', 'expected a key of a Secret'],
  ['azure.accountName', 'evil.example/', 'expected the name of a storage account'],
  ['azure.container', 'A', 'expected the name of a container'],
  ['http.url', 'https://store.example/?token=x', 'without user, query and fragment'],
  ['inline-threshold', '1k', 'expected a number of bytes'],
  ['inline-threshold', '2049', 'expected at most 2048 bytes'],
  ['oci.repository', 'https://registry.example/app', "expected '<registry>/<repository>' in lower case, without scheme, tag or digest"],
  ['oci.repository', 'registry.example/App', "expected '<registry>/<repository>' in lower case"],
  ['oci.repository', 'registry.example/app:v1', 'without scheme, tag or digest'],
  ['oci.repository', 'ci/artifacts', "'ci' is an account of Docker Hub and no registry, write 'docker.io/ci/artifacts', or the registry with its domain or port"],
  ['oci.repository', 'registry.example:99999/app', 'port 99999 does not exist, expected 1 to 65535'],
  ['oci.repository', `registry.example/${'a'.repeat(256)}`, 'the repository has 256 characters, expected at most 255'],
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
