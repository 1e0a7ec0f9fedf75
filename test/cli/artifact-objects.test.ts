import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzurite } from '../servers/azurite';
import { describeWithServer } from '../servers/binaries';
import { startHttpStore } from '../servers/http-store';
import { startFakeGcs, startVersityGw, type ObjectServer } from '../servers/object-server';
import { call, callOn } from './terminal';

// servers of other people, on machines that may be busy

describeWithServer('versitygw', 'a bucket of S3 with a certificate authority of its own', () => {
  showsArtifacts(() => startVersityGw({ tls: true }), ({ storage }) => (
    ['--store', `s3://${storage['s3.bucket']}/ci`, '--endpoint', storage['s3.endpoint'] as string, '--region', 'test-1']
  ));
});
describeWithServer('versitygw', 'a bucket of S3 that nobody has keys for', () => {
  test('fails, and says where keys are looked for', async () => {
    const { storage, stop } = await startVersityGw();
    try {
      const ended = await callOn({ environment: {} }, 'artifact', 'ls', '--store', `s3://${storage['s3.bucket']}`, '--endpoint', storage['s3.endpoint'] as string);
      expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/answered 403.*no credentials were found: .* AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/) as string });
    } finally {
      await stop();
    }
  });
});
describeWithServer('fake-gcs-server', 'a bucket of Google Cloud Storage', () => {
  showsArtifacts(startFakeGcs, ({ storage }) => ['--store', `gs://${storage['gcs.bucket']}`, '--endpoint', storage['gcs.endpoint'] as string]);
});
describeWithServer('azurite', 'a container of Azure', () => {
  showsArtifacts(() => startAzurite(), ({ storage }) => [
    '--store', `azblob://${storage['azure.container']}`, '--endpoint', storage['azure.endpoint'] as string, '--account', storage['azure.accountName'] as string,
  ]);
});
describe('a server of the http protocol', () => {
  showsArtifacts(async () => {
    const server = await startHttpStore();
    const path = join(server.folder, '.keys');
    mkdirSync(path);
    writeFileSync(join(path, 'token'), server.token);
    return { ...server, keys: path };
  }, ({ url, keys }) => ['--store', url, '--credentials', keys as string]);
});

function showsArtifacts(
  start: () => Promise<ObjectServer & { readonly keys?: string }>, optionsOf: (server: ObjectServer & { readonly keys?: string }) => string[],
): void {
  let folder: string;
  let server: ObjectServer & { readonly keys?: string };
  let options: string[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'artifact-'));
    server = await start();
    options = [...optionsOf(server), ...server.certificates ? ['--ca-file', server.certificates.caFile] : []];
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  const artifact = (...args: string[]) => callOn({ environment: server.env }, 'artifact', ...args, ...options);

  test('takes, lists, gives and deletes artifacts', async () => {
    mkdirSync(join(folder, 'site'));
    writeFileSync(join(folder, 'site', 'index.html'), '<h1>hello</h1>');
    const put = await artifact('put', join(folder, 'site'));
    expect(put).toMatchObject({ code: 0, stderr: '' });
    expect(put.stdout).toContain(options[1]);
    expect((await artifact('ls')).stdout).toMatch(/^site +directory/m);
    expect(await artifact('cat', 'site', 'index.html')).toEqual({ code: 0, stdout: '<h1>hello</h1>', stderr: '' });
    expect((await artifact('get', 'site', join(folder, 'copy'))).code).toBe(0);
    expect(readFileSync(join(folder, 'copy', 'index.html'), 'utf8')).toBe('<h1>hello</h1>');
    expect((await artifact('delete', 'site')).code).toBe(0);
    expect((await artifact('ls')).stdout).toBe('no artifacts\n');
  });
}

test.each([
  [['--store', 's3://Bucket/../x'], 'is not the place of a store'],
  [['--store', 'azblob://container'], "no key 'azure.accountName'"],
  [['--store', 's3://bucket', '--region', 'x y'], "the command line has s3.region 'x y': expected the name of a region"],
  [['--store', 's3://bucket', '--endpoint', 'minio:9000'], "expected 'https://<host>[:port][/path]'"],
  [['--store', 'https://store.example.com', '--endpoint', 'https://x'], '--endpoint is for'],
  [['--store', 's3://bucket', '--repository', 'registry.example.com/x'], 'only one of --store and --repository'],
])('fails for %j', async (options, message) => {
  expect(await call('artifact', 'ls', ...options)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) as string });
});
