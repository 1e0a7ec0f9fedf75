import { randomBytes } from 'crypto';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { DirectoryStore } from '../../src/agent/stores/directory';
import { MemoryStore } from '../../src/agent/stores/memory';
import { OciStore } from '../../src/agent/stores/oci';
import { StoreOpener } from '../../src/agent/stores/open-store';
import { OciClient, staticCredential } from '../../src/oci-client';
import { describeWithServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startCrane, startRegistry, type TestRegistry } from '../servers/registry';
import { behavesAsAStore } from './store-contract';

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

function registryStore(start: () => Promise<TestRegistry>, can = { untag: true }): void {
  let registry: TestRegistry;
  beforeAll(async () => { registry = await start(); }, 30_000);
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
