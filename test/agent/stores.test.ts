import { randomBytes } from 'crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { DirectoryStore } from '../../src/agent/stores/directory';
import { OciStore } from '../../src/agent/stores/oci';
import { StoreOpener } from '../../src/agent/stores/open-store';
import { OciClient, staticCredential } from '../../src/oci-client';
import { startAzurite } from '../servers/azurite';
import { describeWithServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startHttpStore } from '../servers/http-store';
import { BUCKET, startFakeGcs, startMinio, startRclone, startVersityGw, startVirtualHosts, type ObjectServer } from '../servers/object-server';
import { startCrane, startOciregistry, startRegistry, type TestRegistry } from '../servers/registry';
import { MemoryStore } from './memory-store';
import { behavesAsAStore } from './store-contract';

// servers of other people, on machines that may be busy

describe('memory', () => {
  behavesAsAStore(async () => new MemoryStore('memory'));
});

describe('directory', () => {
  const folder = folderOfSuite();
  behavesAsAStore(async () => new DirectoryStore(folder.fresh()));
});

describe('pvc', () => {
  const folder = folderOfSuite();
  behavesAsAStore(() => new StoreOpener({
    storage: { 'backend': 'pvc', 'pvc.claimName': 'shared', 'pvc.basePath': '/a/b' },
    run: { namespace: 'ci', pipelineRun: 'run', taskRun: 'task', uid: randomBytes(4).toString('hex') },
    plan: { claim: { name: 'shared', path: folder.path } },
    env: {},
  }).forWriting());
});

describeWithServer('registry', 'oci: distribution', () => {
  registryStore(() => startRegistry());
});
describeWithServer('registry', 'oci: distribution with passwords', () => {
  registryStore(() => startRegistry({ auth: 'htpasswd' }));
});
describeWithServer('crane', 'oci: go-containerregistry', () => {
  registryStore(startCrane, { untag: false });
});
describeWithServer('ociregistry', 'oci: a registry that files referrers itself', () => {
  registryStore(startOciregistry, { untag: false });
});

describeWithServer('versitygw', 's3: versitygw', () => {
  objectStore(() => startVersityGw());
});
describeWithServer('versitygw', 's3: versitygw, with the bucket in the host name, TLS and a proxy', () => {
  let server: Awaited<ReturnType<typeof startVirtualHosts>>;
  objectStore(async () => {
    server = await startVirtualHosts();
    return server;
  });
  afterAll(() => {
    expect(new Set(server.proxy.targets)).toEqual(new Set([`${BUCKET}.example.com:${new URL(server.url).port}`]));
  });
});
describeWithServer('rclone', 's3: rclone', () => {
  objectStore(startRclone);
});
describeWithServer('minio', 's3: minio', () => {
  objectStore(startMinio);
});
describeWithServer('fake-gcs-server', 'gcs: fake-gcs-server', () => {
  objectStore(startFakeGcs);
});
describeWithServer('azurite', 'azure: azurite', () => {
  objectStore(() => startAzurite());
});
describe('http', () => {
  objectStore(async () => {
    const server = await startHttpStore();
    return { ...server, secret: { token: server.token } };
  });
});

/** A store that is opened as by a step, at a prefix of its own for each test. */
function objectStore(start: () => Promise<ObjectServer & { readonly secret?: { readonly [key: string]: string } }>): void {
  const folder = folderOfSuite();
  let server: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    server = await start();
    for (const [key, value] of Object.entries(server.secret ?? {})) writeFileSync(join(folder.path, key), value);
  });
  afterAll(() => server.stop());
  behavesAsAStore(() => {
    const { storage, env } = server;
    const secret = server.secret ? { [`${storage.backend}.credentialsSecret`]: 'keys' } : {};
    return new StoreOpener({
      storage: { ...storage, ...secret, [`${storage.backend}.prefix`]: `tekton/{{namespace}}/${randomBytes(4).toString('hex')}` },
      run: { namespace: 'ci', pipelineRun: 'run', taskRun: 'task', uid: 'uid' },
      plan: {
        ...server.secret ? { credentialsSecret: 'keys', credentials: folder.path } : {},
        ...server.certificates ? { certificateAuthority: server.certificates.caFile } : {},
      },
      env,
    }).forWriting();
  });
}

function registryStore(start: () => Promise<TestRegistry>, can = { untag: true }): void {
  let registry: TestRegistry;
  beforeAll(async () => { registry = await start(); });
  afterAll(() => registry.stop());
  behavesAsAStore(async () => {
    const credentials = staticCredential(registry.host, { username: USERNAME, password: PASSWORD });
    return new OciStore(new OciClient({ credentials }), `${registry.host}/ci/r${randomBytes(4).toString('hex')}`);
  }, can);
}

function folderOfSuite() {
  const path = mkdtempSync(join(tmpdir(), 'agent-stores-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return { path, fresh: () => join(path, randomBytes(4).toString('hex')) };
}
