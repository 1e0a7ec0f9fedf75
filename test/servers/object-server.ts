import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Expiring } from '../../src/agent/stores/object/expiring';
import { Service } from '../../src/agent/stores/object/service';
import { S3Signer, type AwsKeys } from '../../src/agent/stores/s3/s3-signer';
import type { StorageConfig } from '../../src/contract/storage-config';
import { Call } from '../../src/http-client/call';
import { DEFAULT_TIMING } from '../../src/http-client/timing';
import { Transport } from '../../src/http-client/transport';
import { programPath, type ServerName } from './binaries';
import { makeCertificates, type Certificates } from './certificates';
import { freePort, startProcess } from './server-process';
import { startTunnelProxy, type TunnelProxy } from './tunnel-proxy';

/** A server of objects on a loopback port, with one bucket. */
export interface ObjectServer {
  readonly url: string;
  /** The keys of the configuration that lead to it. */
  readonly storage: StorageConfig;
  /** Variables of the environment with credentials that it accepts. */
  readonly env: { readonly [name: string]: string };
  /** Folder it keeps its objects in, to look at or to spoil. */
  readonly folder: string;
  /** With `tls`. */
  readonly certificates?: Certificates;
  stop(): Promise<void>;
}

export const BUCKET = 'tekton-artifacts';
export const ACCESS_KEY = 'test-access-key';
export const SECRET_KEY = 'test-secret-key-of-some-length';

/** Where the certificates of the tests are for names below. */
const DOMAIN = 'example.com';

const S3_ENV = { AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET_KEY };

/** Starts versitygw: S3 over a directory. */
export async function startVersityGw({ tls = false } = {}): Promise<ObjectServer> {
  return start('versitygw', tls, (place) => runVersityGw(place), (url) => ({ storage: s3Storage(url), env: S3_ENV }));
}

/** Starts versitygw as Amazon's own service is: on the internet, with the bucket in the host name, and reached by a proxy. */
export async function startVirtualHosts(): Promise<ObjectServer & { readonly proxy: TunnelProxy }> {
  const server = await start('versitygw', true, (place) => runVersityGw(place, '--virtual-domain', DOMAIN), (url) => (
    { storage: s3Storage(`https://${DOMAIN}:${new URL(url).port}`), env: S3_ENV }
  ));
  const proxy = await startTunnelProxy(Number(new URL(server.url).port));
  const stop = async () => {
    await proxy.stop();
    await server.stop();
  };
  return { ...server, proxy, env: { ...server.env, HTTPS_PROXY: proxy.url }, stop };
}

async function runVersityGw({ folder, port, certificates }: Place, ...options: string[]): Promise<() => Promise<void>> {
  mkdirSync(join(folder, BUCKET));
  const files = certificates ? ['--cert', certificates.certificateFile, '--key', certificates.keyFile] : [];
  const account = ['--access', ACCESS_KEY, '--secret', SECRET_KEY, '--region', 'test-1'];
  return startProcess(programPath('versitygw'), ['--port', `127.0.0.1:${port}`, ...account, '--quiet', '--keep-alive', ...files, ...options, 'posix', folder], port);
}

const s3Storage = (endpoint: string): StorageConfig => ({ 'backend': 's3', 's3.bucket': BUCKET, 's3.endpoint': endpoint, 's3.region': 'test-1' });

/** Starts MinIO. It is only there where `install.sh --all` was run: it takes longer to build than all others. */
export async function startMinio(): Promise<ObjectServer> {
  const server = await start('minio', false, ({ folder, port }) => (
    startProcess(programPath('minio'), ['server', '--quiet', '--address', `127.0.0.1:${port}`, folder], port, { MINIO_ROOT_USER: ACCESS_KEY, MINIO_ROOT_PASSWORD: SECRET_KEY })
  ), (url) => ({ storage: { 'backend': 's3', 's3.bucket': BUCKET, 's3.endpoint': url, 's3.region': 'us-east-1' }, env: S3_ENV }));
  const keys = new Expiring<AwsKeys | undefined>(async () => ({ value: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY } }));
  const service = new Service(new Transport({ env: {} }), new S3Signer('us-east-1', keys));
  await service.command({ method: 'PUT', url: new URL(`${server.url}/${BUCKET}`), expect: [200] }, new Call(DEFAULT_TIMING));
  service.close();
  return server;
}

/** Starts `rclone serve s3`: S3 over a directory, by other people. */
export async function startRclone(): Promise<ObjectServer> {
  return start('rclone', false, async ({ folder, port }) => {
    mkdirSync(join(folder, BUCKET));
    return startProcess(
      programPath('rclone'),
      ['serve', 's3', folder, '--addr', `127.0.0.1:${port}`, '--auth-key', `${ACCESS_KEY},${SECRET_KEY}`, '--config', '/dev/null'],
      port,
    );
  }, (url) => ({ storage: { 'backend': 's3', 's3.bucket': BUCKET, 's3.endpoint': url }, env: S3_ENV }));
}

/** Starts fake-gcs-server, which lets everybody in. */
export async function startFakeGcs(): Promise<ObjectServer> {
  return start('fake-gcs-server', false, async ({ folder, port }) => {
    mkdirSync(join(folder, BUCKET));
    return startProcess(programPath('fake-gcs-server'), [
      '-scheme', 'http', '-host', '127.0.0.1', '-port', String(port), '-public-host', `127.0.0.1:${port}`,
      '-external-url', `http://127.0.0.1:${port}`, '-filesystem-root', folder, '-log-level', 'error',
    ], port);
  }, (url) => ({ storage: { 'backend': 'gcs', 'gcs.bucket': BUCKET, 'gcs.endpoint': url }, env: {} }));
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly certificates?: Certificates;
}

async function start(
  name: ServerName, tls: boolean, run: (place: Place) => Promise<() => Promise<void>>,
  describe: (url: string) => Pick<ObjectServer, 'storage' | 'env'>,
): Promise<ObjectServer> {
  const home = mkdtempSync(join(tmpdir(), `test-${name}-`));
  const folder = join(home, 'data');
  mkdirSync(folder);
  const certificates = tls ? makeCertificates(home) : undefined;
  const port = await freePort();
  const stopProcess = await run({ folder, port, certificates });
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const stop = async () => {
    await stopProcess();
    rmSync(home, { recursive: true, force: true });
  };
  return { ...describe(url), url, folder, certificates, stop };
}
