import { StoreOpener } from '../../src/agent/stores/open-store';
import { digestOf } from '../../src/contract/digest';
import type { StorageConfig } from '../../src/contract/storage-config';
import { startOddServer, stopOddServers } from '../oci-client/odd-server';

afterEach(stopOddServers);

const CONTENT = { mediaType: 'application/octet-stream', digest: digestOf('content'), size: 7 };

/** A store that is started again: so many answers say that it is not there yet. */
async function restarting(refusals: number) {
  let left = refusals;
  return startOddServer((_, response) => {
    left -= 1;
    // the pauses are the server's to say, so that the test need not wait for them
    if (left >= 0) response.writeHead(503, { 'retry-after': '0' }).end();
    else response.writeHead(404).end();
  });
}

describe.each<[string, (host: string) => StorageConfig]>([
  ['registry', (host) => ({ 'backend': 'oci', 'oci.repository': `${host}/ci/artifacts` })],
  ['S3 server', (host) => ({ 'backend': 's3', 's3.bucket': 'ci', 's3.endpoint': `http://${host}`, 's3.region': 'us-east-1' })],
])('a %s that is restarted', (_, storage) => {
  const openOn = (host: string) => new StoreOpener({
    storage: storage(host), run: { namespace: 'ci', pipelineRun: 'run', taskRun: 'task', uid: 'uid' }, plan: {}, env: {},
  }).forWriting();

  test('is waited for through eight refusals', async () => {
    const server = await restarting(8);
    const store = await openOn(server.host);
    await expect(store.has(CONTENT)).resolves.toBe(false);
    expect(server.seen).toHaveLength(9);
    store.close();
  });

  test('fails after nine', async () => {
    const server = await restarting(9);
    const store = await openOn(server.host);
    await expect(store.has(CONTENT)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    store.close();
  });
});
