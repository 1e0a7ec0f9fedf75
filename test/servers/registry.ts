import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { programPath, type ServerName } from './binaries';
import { makeCertificates, type Certificates } from './certificates';
import { HTPASSWD } from './credentials';
import { freePort, startProcess } from './server-process';
import { ISSUER, SERVICE, startTokenService, type TokenService } from './token-service';

/** A registry on a loopback port. */
export interface TestRegistry {
  /** `127.0.0.1:<port>`, to put in front of repository names. */
  readonly host: string;
  /** `http://` or `https://` and the host. */
  readonly url: string;
  /** Folder it keeps its content in, to look at or to spoil. */
  readonly folder: string;
  /** With `tls` or `auth: 'token'`. */
  readonly certificates?: Certificates;
  /** With `auth: 'token'`. */
  readonly tokens?: TokenService;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** What kind of registry to start. */
export interface RegistryOptions {
  /** Users it lets in: everybody, or USERNAME with PASSWORD by basic auth or tokens. @default - everybody */
  readonly auth?: 'htpasswd' | 'token';
  /** Serves https with a certificate of a CA of its own. @default false */
  readonly tls?: boolean;
  /** The distribution registry, or Debian's older one. @default 'registry' */
  readonly program?: Extract<ServerName, 'registry' | 'docker-registry'>;
}

/** Starts the CNCF distribution registry, with deletion on. */
export async function startRegistry({ auth, tls = false, program = 'registry' }: RegistryOptions = {}): Promise<TestRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'test-registry-'));
  const certificates = tls || auth === 'token' ? makeCertificates(folder) : undefined;
  const tokens = auth === 'token' && certificates !== undefined ? await startTokenService(certificates, tls) : undefined;
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const config = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: host, ...(tls ? { tls: { certificate: certificates?.certificateFile, key: certificates?.keyFile } } : {}) },
    ...authConfig(folder, certificates, tokens, auth),
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config));
  const path = programPath(program);
  const stopProcess = await startProcess(path, ['serve', join(folder, 'config.yml')], port, { OTEL_TRACES_EXPORTER: 'none' });
  const stop = async () => {
    await stopProcess();
    await tokens?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { host, url: `${tls ? 'https' : 'http'}://${host}`, folder: join(folder, 'data'), certificates, tokens, stop };
}

/** Starts go-containerregistry's registry, which keeps its blobs on disk and its manifests in memory. */
export async function startCrane(): Promise<TestRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'test-crane-'));
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const stopProcess = await startProcess(programPath('crane'), ['registry', 'serve', '--address', host, '--disk', folder], port);
  const stop = async () => {
    await stopProcess();
    rmSync(folder, { recursive: true, force: true });
  };
  return { host, url: `http://${host}`, folder, stop };
}

/** Starts the registry of the CUE project, which keeps everything in memory. It files referrers itself and says so. */
export async function startOciregistry(): Promise<TestRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'test-ociregistry-'));
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const stopProcess = await startProcess(programPath('ociregistry'), [host], port);
  const stop = async () => {
    await stopProcess();
    rmSync(folder, { recursive: true, force: true });
  };
  return { host, url: `http://${host}`, folder, stop };
}

function authConfig(folder: string, certificates?: Certificates, tokens?: TokenService, auth?: string): object {
  if (auth === 'htpasswd') {
    const path = join(folder, 'htpasswd');
    writeFileSync(path, HTPASSWD);
    return { auth: { htpasswd: { realm: 'test', path } } };
  }
  return tokens === undefined ? {} : {
    auth: { token: { realm: tokens.realm, service: SERVICE, issuer: ISSUER, rootcertbundle: certificates?.caFile } },
  };
}
