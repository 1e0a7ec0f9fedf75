import type { StorageConfig } from '../../src/contract/storage-config';
import { unreadableProblem } from '../../src/lowering/storage-checks';
import type { KnownStorage, StorageMounts } from '../../src/lowering/task-model';
import { contractOf, output, pipelineTask, task } from './support';

const known = (config: StorageConfig, mounts: StorageMounts = {}): KnownStorage => ({ config, open: false, mounts, mayTrustMore: false });
const oci = (repository: string, more: StorageConfig = {}) => ({ 'backend': 'oci', 'oci.repository': repository, ...more } as const);
const s3 = (more: StorageConfig = {}) => ({ 'backend': 's3', 's3.bucket': 'bucket', ...more } as const);
const gcs = (more: StorageConfig = {}) => ({ 'backend': 'gcs', 'gcs.bucket': 'bucket', ...more } as const);
const azure = (account: string, more: StorageConfig = {}) => ({ 'backend': 'azure', 'azure.container': 'container', 'azure.accountName': account, ...more } as const);
const http = (url: string) => ({ 'backend': 'http', 'http.url': url } as const);
const pvc = (claim: string) => known({ 'backend': 'pvc', 'pvc.claimName': claim }, { claimName: claim });
const directory = (path: string) => known({ 'backend': 'directory', 'directory.path': path });
const keys = { credentialsSecret: 'keys', credentialsFormat: 'keys' } as const;

function problem(writer: KnownStorage | undefined, reader: KnownStorage | undefined, what = output('app')): string | undefined {
  const of = (path: string, storage: KnownStorage | undefined) => {
    const model = task({ path });
    return pipelineTask(path, model, { contract: { ...contractOf(model), storage } });
  };
  return unreadableProblem(of('ci/write', writer), what, of('ci/read', reader));
}

/** What is stored, what reads it, and what is said of the reader. */
const BAD: readonly (readonly [string, KnownStorage, KnownStorage, string])[] = [
  ['plain http to another registry', known(oci('one:5000/x', { 'oci.plainHttp': 'true' })), known(oci('two:5000/x', { 'oci.plainHttp': 'true' })),
    "which uses oci 'two:5000/x', does not speak plain http to 'one:5000'"],
  ['plain http and https to one registry', known(oci('one:5000/x', { 'oci.plainHttp': 'true' })), known(oci('one:5000/y')), "does not speak plain http to 'one:5000'"],
  ['an authority of one', known(oci('one/x'), { certificateAuthority: 'ca' }), known(oci('one/x')), "does not trust the certificate authority 'ca'"],
  ['another endpoint of S3', known(s3({ 's3.endpoint': 'https://a.example' })), known(s3({ 's3.endpoint': 'https://b.example' })),
    "which uses s3 'bucket', would ask 'https://b.example' for it instead of 'https://a.example'"],
  ['Amazon and another', known(s3()), known(s3({ 's3.endpoint': 'https://b.example' })), "would ask 'https://b.example' for it instead of Amazon's server"],
  ['another region', known(s3({ 's3.region': 'eu-west-1' })), known(s3({ 's3.region': 'us-east-1' })), "is configured for region 'us-east-1' instead of 'eu-west-1'"],
  ['no storage', known(pvc('one').config, pvc('one').mounts), known({}), 'which uses no storage, does not mount that claim'],
  ['another endpoint of Google', known(gcs({ 'gcs.endpoint': 'https://gcs.example' })), known(gcs()), "would ask 'https://storage.googleapis.com' for it instead of 'https://gcs.example'"],
  ['another account', known(azure('one')), known(azure('two')), "would ask 'https://two.blob.core.windows.net' for it instead of 'https://one.blob.core.windows.net'"],
  ['no account', known(azure('one')), known(oci('one/x')), "would ask no server for it instead of 'https://one.blob.core.windows.net'"],
  ['another server', known(http('https://a.example')), known(http('https://b.example')), "would ask 'https://b.example' for it instead of 'https://a.example'"],
  ['another claim', pvc('one'), pvc('two'), "which uses pvc 'two', does not mount that claim"],
  ['no claim', pvc('one'), known(oci('one/x')), 'does not mount that claim'],
  ['another directory', directory('/a'), directory('/b'), 'follows references to its own directory alone'],
  ['no directory', directory('/a'), known(oci('one/x')), 'follows references to its own directory alone'],
];

/** What may work: a server says who reads what, and a run may know more than a synth. */
const GOOD: readonly (readonly [string, KnownStorage, KnownStorage])[] = [
  ['Amazon by its address', known(s3({ 's3.endpoint': 'https://s3.eu-central-1.amazonaws.com' })), known(s3({ 's3.region': 'eu-central-1' }))],
  ['one address in two ways', known(http('https://H.example/a/')), known(http('https://h.example:443/a'))],
  ['an address below that of the reader', known(http('https://h.example/a/b')), known(http('https://h.example/a'))],
  ['two repositories', known(oci('one/x')), known(oci('one/y'))],
  ['two registries with Secrets of their own', known(oci('one/x'), { credentialsSecret: 'a' }), known(oci('two/x'), { credentialsSecret: 'b' })],
  ['plain http to one registry', known(oci('one:5000/x', { 'oci.plainHttp': 'true' })), known(oci('one:5000/y', { 'oci.plainHttp': 'true' }))],
  ['a registry that a bucket follows', known(oci('one/x'), { credentialsSecret: 'a' }), known(s3(), keys)],
  ['two authorities', known(oci('one/x'), { certificateAuthority: 'a' }), known(oci('one/x'), { certificateAuthority: 'b' })],
  ['two buckets with Secrets of their own', known(s3(), keys), known({ ...s3(), 's3.bucket': 'other' }, { ...keys, credentialsSecret: 'others' })],
  ['keys of the writer, the identity of the reader', known(s3({ 's3.credentialsSecret': 'keys' }), keys), known(s3())],
  ['keys of another backend, where the environment may have some', known(s3(), keys), known(gcs())],
  ['keys, where the ServiceAccount may have an identity', known(gcs(), keys), known({})],
  ['an authority of one, where the image of the other may bring it', known(oci('one/x'), { certificateAuthority: 'ca' }), { ...known(oci('one/x')), mayTrustMore: true }],
  ['the identity of both', known(s3()), known(oci('one/x'))],
  ['a region that the environment may say', known(s3({ 's3.region': 'eu-west-1' })), known(s3())],
  ['a slash at the end', known(s3({ 's3.endpoint': 'https://a.example' })), known(s3({ 's3.endpoint': 'https://a.example/' }))],
  ["Google's own endpoint", known(gcs({ 'gcs.endpoint': 'https://storage.googleapis.com' })), known(gcs())],
  ['two containers', known(azure('one')), known(azure('one', { 'azure.container': 'other' }))],
  ['one server', known(http('https://a.example')), known(http('https://a.example'))],
  ['one claim', pvc('one'), pvc('one')],
  ['one directory', directory('/a'), directory('/a')],
];

describe('what one task stores and another reads', () => {
  test.each(BAD)('fails for %s', (_name, writer, reader, expected) => {
    expect(problem(writer, reader)).toContain(expected);
    expect(problem(writer, reader)).toMatch(/^task 'ci\/write' stores it in .*, and task 'ci\/read', which uses .*: apply one ArtifactStorage to both, or to their Chart$/);
  });

  test.each(GOOD)('is fine for %s', (_name, writer, reader) => {
    expect(problem(writer, reader)).toBeUndefined();
  });

  test.each(BAD.filter(([, writer]) => !['oci', 'pvc'].includes(writer.config.backend ?? '')))('a ConfigMap that others keep may make up for %s', (_name, writer) => {
    expect(problem(writer, { config: {}, open: true, mounts: {}, mayTrustMore: false })).toBeUndefined();
  });

  test('of Tasks that are made elsewhere nothing is known', () => {
    expect(problem(undefined, known(oci('one/x')))).toBeUndefined();
    expect(problem(pvc('one'), undefined)).toBeUndefined();
    expect(problem({ config: {}, open: true, mounts: {}, mayTrustMore: false }, pvc('one'))).toBeUndefined();
  });

  test('what is not stored can be read anywhere', () => {
    expect(problem(pvc('one'), known({}), output('app', { storage: 'inline' }))).toBeUndefined();
    expect(problem(pvc('one'), known({}), output('app', { type: 'reference' }))).toBeUndefined();
  });
});
