import { artifactLines } from '../../src/agent/artifact-log';

const RECORD = { name: 'app', kind: 'file', size: 1, contentType: 'text/plain', contentDigest: 'sha256:c', seconds: 1 } as const;

test.each([
  ['registry.example.com/ci/artifacts', 'oci'],
  ['registry:5000/ci', 'oci'],
  ['s3:5000/ci', 'oci'],
  ['s3://bucket/ci', 's3'],
  ['gs://bucket', 'gcs'],
  ['azblob://container', 'azure'],
  ['https://store.example.com/artifacts', 'http'],
  ['pvc:claim/artifacts', 'pvc'],
  ['oci-layout:/store', 'directory'],
  ['data:text/plain;base64,eA==', 'inline'],
])('content at %s is in backend %s', (uri, backend) => {
  const [text, json] = artifactLines('stored', { ...RECORD, reference: { uri, digest: 'sha256:d' } });
  expect(JSON.parse(json)).toMatchObject({ ref: { backend, location: backend === 'inline' ? 'inline' : uri } });
  expect(text).toContain(backend === 'inline' ? 'inline' : uri);
});
