import { STORAGE_CONFIG_KEYS } from '../../../src/contract/storage-config';
import { configMapExample, OCI } from '../../../src/rules/configuration/config-map-example';
import { findingsIn, messagesOf } from '../tester';

function run(annotations: string): string {
  return `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: nightly
  namespace: ci
  annotations:
${annotations.split('\n').map((line) => `    tekton.dev/${line}\n`).join('')}spec:
  pipelineRef: {name: build}
`;
}

describe('the configuration of the storage', () => {
  test('knows the keys of the one schema, and no other list', () => {
    const yaml = configMapExample(Object.fromEntries(STORAGE_CONFIG_KEYS.map((key) => [key, ''])));
    expect(messagesOf('configuration/unknown-key', yaml)).toEqual([]);
  });

  test('is checked in annotations too, with what was probably meant', () => {
    expect(messagesOf('configuration/unknown-key', run('artifact-storage-oci-repositry: r.example.com/a'))).toEqual([
      "7:5 there is no annotation 'tekton.dev/artifact-storage-oci-repositry', did you mean 'tekton.dev/artifact-storage-oci-repository'?",
    ]);
    expect(messagesOf('configuration/unknown-key', run('artifacts-storage-backend: oci'))).toEqual([expect.stringContaining('has no effect')]);
  });

  test.each([
    ['value', { backend: 'ftp' }, "backend is 'ftp'"],
    ['value', { 'oci.plainHttp': 'yes' }, "expected 'true' or 'false'"],
    ['threshold', { 'inline-threshold': '2049' }, 'at most 2048 bytes'],
    ['threshold', { 'inline-threshold': '1Ki' }, 'a number of bytes'],
    ['pattern', { 'oci.tagPattern': '{{namespace}}.{{taskrun}}' }, "expected '{{artifact}}' in it"],
    ['pattern', { 's3.prefix': '{{artifact}}' }, "unknown variable '{{artifact}}'"],
    ['pattern-collision', { 's3.keyPattern': '{{pipelinerun}}/{{artifact}}' }, 'two Tasks of one run'],
    ['backend-fields', { 'backend': 'oci', 's3.bucket': 'b' }, "s3.bucket has no effect, the backend is 'oci'"],
    ['location', { backend: 's3' }, "needs the key 's3.bucket'"],
    ['plain-http', { 's3.endpoint': 'http://minio.storage:9000' }, "reaches 'minio.storage:9000' by plain http"],
  ])('configuration/%s fails for %j', (rule, data, why) => {
    expect(messagesOf(`configuration/${rule}`, configMapExample(data as unknown as { readonly [key: string]: string }))).toEqual([expect.stringContaining(why)]);
  });

  test.each([
    ['plain-http', { 'http.url': 'http://127.0.0.1:8080' }],
    ['plain-http', { 'oci.repository': 'registry.localhost:5000/a', 'oci.plainHttp': 'true' }],
    ['pattern-collision', { 's3.keyPattern': '{{artifact}}', 's3.prefix': 'ci/{{taskrun}}' }],
    ['value', { 's3.endpoint': '' }],
  ])('configuration/%s takes %j', (rule, data) => {
    expect(messagesOf(`configuration/${rule}`, configMapExample(data as unknown as { readonly [key: string]: string }))).toEqual([]);
  });

  test('fails for a number that is not quoted, which the API server refuses', () => {
    const yaml = configMapExample(OCI).replace('\ndata:', '\ndata:\n  inline-threshold: 512');
    expect(findingsIn(yaml).map(({ rule, stage, fix }) => [rule.id, stage, fix])).toEqual([['configuration/value', 'admission', 'write "512"']]);
  });

  test('is laid over the ConfigMap of the namespace', () => {
    const configMap = `---\n${configMapExample(OCI)}`;
    expect(messagesOf('configuration/levels', run('artifact-storage-s3-bucket: b') + configMap)).toEqual([expect.stringContaining("chooses the backend 'oci'")]);
    expect(messagesOf('configuration/levels', run('artifact-storage-backend: s3\nartifact-storage-s3-bucket: b') + configMap)).toEqual([]);
    expect(messagesOf('configuration/levels', run('artifact-storage-s3-bucket: b') + configMap.replace('namespace: ci', 'namespace: other'))).toEqual([]);
  });
});
