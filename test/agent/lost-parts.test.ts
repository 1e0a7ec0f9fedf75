import { rmSync } from 'fs';
import { join } from 'path';
import { buffer } from 'stream/consumers';
import { putArtifact } from '../../src/agent/artifact/put-artifact';
import { OciStore } from '../../src/agent/stores/oci';
import { hexOf } from '../../src/contract/digest';
import { anonymous, OciClient } from '../../src/oci-client';
import { describeWithServer } from '../servers/binaries';
import { startRegistry, type TestRegistry } from '../servers/registry';
import { startInterceptor, type Interceptor } from './interceptor';
import { expectFailure, FACTS, fileContent } from './support';

describeWithServer('registry', 'content that a registry loses before its manifest comes', () => {
  const content = fileContent('hello');
  let registry: TestRegistry;
  let between: Interceptor;
  let store: OciStore;
  let losses: number;
  beforeAll(async () => { registry = await startRegistry(); });
  afterAll(() => registry.stop());
  beforeEach(async () => {
    between = await startInterceptor(registry.host, ({ method, url }) => {
      if (method === 'PUT' && url?.includes('/manifests/') && losses > 0) {
        losses -= 1;
        rmSync(join(registry.folder, 'docker/registry/v2/repositories/ci/lost/_layers/sha256', hexOf(content.digest)), { recursive: true });
      }
      return false;
    });
    store = new OciStore(new OciClient({ credentials: anonymous, env: {} }), `${between.host}/ci/lost`);
  });
  afterEach(async () => {
    store.close();
    await between.stop();
  });

  test('is sent again', async () => {
    losses = 2;
    const stored = await putArtifact(store, FACTS, content);
    expect(stored.sent).toBe(3 * content.size);
    const layer = { mediaType: 'text/plain', digest: content.digest, size: content.size };
    expect((await buffer(await store.get(layer))).toString()).toBe('hello');
  });

  test('fails where it is lost over and over, and says what is missing', async () => {
    losses = Infinity;
    await expectFailure(() => putArtifact(store, { ...FACTS, name: 'other' }, content), 'NOT_FOUND', 'MANIFEST_BLOB_UNKNOWN');
  });
});
