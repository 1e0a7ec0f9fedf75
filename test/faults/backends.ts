import { generateKeyPairSync } from 'crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'http';
import { tmpdir } from 'os';
import { join } from 'path';
import { MEDIA_TYPES } from '../../src/contract/media-types';
import type { StorageConfig } from '../../src/contract/storage-config';
import { AZURITE_ACCOUNT, AZURITE_KEY, startAzurite } from '../servers/azurite';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startHttpStore } from '../servers/http-store';
import { BUCKET, SECRET_KEY, startFakeGcs, startVersityGw } from '../servers/object-server';
import { startRegistry } from '../servers/registry';
import { startTokenEndpoint } from '../servers/token-endpoints';
import type { Answer } from './fault-proxy';
import { objectRequest, registryRequest, type RequestKind } from './requests';

export const NETWORK_BACKENDS = ['oci', 's3', 'gcs', 'azure', 'http'] as const;
export const BACKENDS = [...NETWORK_BACKENDS, 'directory'] as const;
export type BackendName = typeof BACKENDS[number];

/** Where a step finds a store. */
export interface Place {
  /** `http://host:port`, of the server or of what stands before it; a directory's path. */
  readonly origin: string;
  /** Folder of the step, for files with credentials. */
  readonly folder: string;
}

/** What a step is told of a store. */
export interface Access {
  readonly storage: StorageConfig;
  readonly env: { readonly [name: string]: string };
  /** Folder of the mounted Secret. @default - none */
  readonly secret?: string;
}

/** A store by its real server. */
export interface Backend {
  readonly name: BackendName;
  /** `http://host:port`, or a path. */
  readonly origin: string;
  /** Whether newer credentials can be had in the middle of a step. */
  readonly canRefresh: boolean;
  /** What nobody else may see. */
  readonly secrets: readonly string[];
  /** The token service, where it is reached through the server's own address. */
  readonly tokens?: string;
  readonly rewrite?: (origin: string) => (headers: IncomingHttpHeaders) => OutgoingHttpHeaders;
  access(place: Place): Access;
  /** @param manifest the digest that a step was given; '' for one that stores */
  kindOf(request: IncomingMessage, manifest: string): RequestKind | undefined;
  /** What the server has under a digest, read without any of our code. */
  read(digest: string): Promise<Buffer | undefined>;
  /** The digest that a name of this server stands for. */
  named(pipelineRun: string, taskRun: string): Promise<string | undefined>;
  /** The answer to credentials that have expired. @param origin by which the program knows the server */
  expired(origin: string): Partial<Answer>;
  stop(): Promise<void>;
}

/** The repository of all artifacts in the registry. */
const REPOSITORY = 'ci/artifacts';
const SECRET_NAME = 'store-credentials';

/** Starts the server of a backend. */
export function startBackend(name: BackendName): Promise<Backend> {
  return STARTERS[name]();
}

async function startOci(): Promise<Backend> {
  const registry = await startRegistry({ auth: 'token' });
  const realm = registry.tokens?.realm ?? '';
  const basic = Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64');
  const challenge = (origin: string) => `Bearer realm="${origin}/token",service="test registry",scope="repository:${REPOSITORY}:pull,push",error="invalid_token"`;

  async function get(path: string): Promise<Response> {
    const tokenUrl = `${realm}?service=${encodeURIComponent('test registry')}&scope=repository:${REPOSITORY}:pull`;
    const { token } = await (await fetch(tokenUrl, { headers: { authorization: `Basic ${basic}` } })).json() as { token: string };
    return fetch(`${registry.url}/v2/${REPOSITORY}/${path}`, { headers: { authorization: `Bearer ${token}`, accept: `${MEDIA_TYPES.manifest}, ${MEDIA_TYPES.index}` } });
  }

  return {
    name: 'oci',
    origin: registry.url,
    canRefresh: true,
    secrets: [PASSWORD, basic],
    tokens: new URL(realm).origin,
    access: ({ origin, folder }) => {
      const { host } = new URL(origin);
      writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth: basic } } }));
      const plain = origin.startsWith('http:') ? 'true' : 'false';
      return { storage: { 'backend': 'oci', 'oci.repository': `${host}/${REPOSITORY}`, 'oci.plainHttp': plain }, env: { DOCKER_CONFIG: folder } };
    },
    kindOf: (request) => registryRequest(request),
    read: async (digest) => await bodyOf(await get(`blobs/${digest}`)) ?? bodyOf(await get(`manifests/${digest}`)),
    named: async (pipelineRun, taskRun) => {
      const response = await get(`manifests/ci.${pipelineRun}.${taskRun}.app`);
      await response.arrayBuffer();
      return response.ok ? response.headers.get('docker-content-digest') ?? undefined : undefined;
    },
    expired: (origin) => ({ status: 401, headers: { 'www-authenticate': challenge(origin) } }),
    // tokens are got where the registry is: over https where that is
    rewrite: (origin) => (headers) => {
      const asked = headers['www-authenticate'];
      return { ...headers, ...asked === undefined ? {} : { 'www-authenticate': asked.replace(realm, `${origin}/token`) } };
    },
    stop: registry.stop,
  };
}

async function startS3(): Promise<Backend> {
  const server = await startVersityGw();
  const keyOf = (path: string) => join(server.folder, BUCKET, path);
  return {
    name: 's3',
    origin: server.url,
    // keys of a person; versitygw knows no others
    canRefresh: false,
    secrets: [SECRET_KEY],
    access: ({ origin }) => ({ storage: { ...server.storage, 's3.endpoint': origin }, env: server.env }),
    kindOf: (request, manifest) => {
      const url = new URL(request.url ?? '', 'http://server');
      return objectRequest(request, { key: url.pathname.replace(`/${BUCKET}/`, ''), isList: url.searchParams.has('list-type') }, manifest);
    },
    read: async (digest) => readMaybe(keyOf(blobKey(digest))),
    named: async (_, taskRun) => digestIn(readMaybe(keyOf(nameKey(taskRun)))),
    expired: () => ({ status: 400, headers: { 'content-type': 'application/xml' }, body: Buffer.from('<Error><Code>ExpiredToken</Code></Error>') }),
    stop: server.stop,
  };
}

async function startGcs(): Promise<Backend> {
  const server = await startFakeGcs();
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const endpoint = await startTokenEndpoint((_, number) => ({ access_token: `${BEARER}-${number}`, expires_in: 3600 }));
  const account = { type: 'service_account', client_email: 'ci@project.iam.gserviceaccount.com', private_key: privateKey, token_uri: endpoint.url };
  const object = (key: string) => fetch(`${server.url}/storage/v1/b/${BUCKET}/o/${encodeURIComponent(key)}?alt=media`);
  return {
    name: 'gcs',
    origin: server.url,
    canRefresh: true,
    secrets: [BEARER, ...privateKey.split('\n').filter((line) => line.length > 60)],
    access: ({ origin, folder }) => {
      const file = join(folder, 'service-account.json');
      writeFileSync(file, JSON.stringify(account));
      return { storage: { ...server.storage, 'gcs.endpoint': origin }, env: { GOOGLE_APPLICATION_CREDENTIALS: file } };
    },
    kindOf: (request, manifest) => {
      const url = new URL(request.url ?? '', 'http://server');
      const [, key] = /\/o\/([^/]+)$/.exec(url.pathname) ?? [];
      return objectRequest(request, { key: key ? decodeURIComponent(key) : url.searchParams.get('name') ?? '', isList: url.searchParams.has('prefix') }, manifest);
    },
    read: async (digest) => bodyOf(await object(blobKey(digest))),
    named: async (_, taskRun) => digestIn(await bodyOf(await object(nameKey(taskRun)))),
    expired: () => ({ status: 401, body: Buffer.from('{"error":{"code":401,"message":"Invalid Credentials"}}') }),
    stop: async () => {
      await endpoint.stop();
      await server.stop();
    },
  };
}

async function startAzure(): Promise<Backend> {
  const server = await startAzurite({ publicRead: true });
  const container = `/${AZURITE_ACCOUNT}/${server.storage['azure.container']}`;
  const object = (key: string) => fetch(`${server.url}${container}/${key}`);
  return {
    name: 'azure',
    origin: server.url,
    canRefresh: false,
    secrets: [AZURITE_KEY],
    access: ({ origin }) => ({ storage: { ...server.storage, 'azure.endpoint': `${origin}/${AZURITE_ACCOUNT}` }, env: { AZURE_STORAGE_KEY: AZURITE_KEY } }),
    kindOf: (request, manifest) => {
      const url = new URL(request.url ?? '', 'http://server');
      return objectRequest(request, { key: url.pathname.replace(`${container}/`, ''), isList: url.searchParams.get('comp') === 'list' }, manifest);
    },
    read: async (digest) => bodyOf(await object(blobKey(digest))),
    named: async (_, taskRun) => digestIn(await bodyOf(await object(nameKey(taskRun)))),
    expired: () => ({ status: 401, headers: { 'x-ms-error-code': 'InvalidAuthenticationInfo' } }),
    stop: server.stop,
  };
}

async function startHttp(): Promise<Backend> {
  const server = await startHttpStore({ verifies: true });
  const { origin, pathname } = new URL(server.url);
  const object = (key: string) => fetch(`${server.url}/${key}`, { headers: { authorization: `Bearer ${server.token}` } });
  return {
    name: 'http',
    origin,
    // the Secret is read again: it may have been changed
    canRefresh: true,
    secrets: [server.token],
    access: (place) => {
      const secret = join(place.folder, 'secret');
      mkdirSync(secret, { recursive: true });
      writeFileSync(join(secret, 'token'), server.token);
      return { storage: { ...server.storage, 'http.url': `${place.origin}${pathname}`, 'http.credentialsSecret': SECRET_NAME }, env: {}, secret };
    },
    kindOf: (request, manifest) => {
      const url = new URL(request.url ?? '', 'http://server');
      return objectRequest(request, { key: url.pathname.replace(`${pathname}/`, ''), isList: url.searchParams.has('list') }, manifest);
    },
    read: async (digest) => bodyOf(await object(blobKey(digest))),
    named: async (_, taskRun) => digestIn(await bodyOf(await object(nameKey(taskRun)))),
    expired: () => ({ status: 401 }),
    stop: server.stop,
  };
}

async function startDirectory(): Promise<Backend> {
  const path = mkdtempSync(join(tmpdir(), 'faults-store-'));
  return { ...directoryAt(path), stop: async () => rmSync(path, { recursive: true, force: true }) };
}

/** The backend without a network: a directory, as on a claim. */
export function directoryAt(path: string): Backend {
  return {
    name: 'directory',
    origin: path,
    canRefresh: false,
    secrets: [],
    access: () => ({ storage: { 'backend': 'directory', 'directory.path': path }, env: {} }),
    kindOf: () => undefined,
    read: async (digest) => readMaybe(join(path, blobKey(digest))),
    named: async (pipelineRun, taskRun) => {
      const { manifests } = JSON.parse(readMaybe(join(path, 'index.json'))?.toString() ?? '{"manifests":[]}') as
        { manifests: { digest: string; annotations?: { [name: string]: string } }[] };
      return manifests.find(({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] === `ci.${pipelineRun}.${taskRun}.app`)?.digest;
    },
    expired: () => ({}),
    stop: async () => undefined,
  };
}

const STARTERS: { readonly [name in BackendName]: () => Promise<Backend> } = {
  oci: startOci, s3: startS3, gcs: startGcs, azure: startAzure, http: startHttp, directory: startDirectory,
};

const BEARER = 'bearer-token-4711';

/** The name of the Secret that {@link Access} mounts. */
export const secretName = SECRET_NAME;

function blobKey(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function nameKey(taskRun: string): string {
  return `names/ci/${taskRun}/app`;
}

async function bodyOf(response: Response): Promise<Buffer | undefined> {
  const body = Buffer.from(await response.arrayBuffer());
  if (response.ok) return body;
  if (response.status === 404) return undefined;
  throw new Error(`${response.url} answers with ${response.status}: ${body.toString()}`);
}

function readMaybe(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** What is no descriptor leads nobody to anything. */
function digestIn(content: Buffer | undefined): string | undefined {
  return /"digest":"(sha256:[0-9a-f]{64})"/.exec(content?.toString() ?? '')?.[1];
}
