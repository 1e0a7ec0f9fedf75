import { runAgent } from '../../src/agent/run-agent';
import { digestOf } from '../../src/contract/digest';
import { startOddServer, stopOddServers } from '../oci-client/odd-server';
import { temporaryDirectory, testInvocation } from './support';

const temporary = temporaryDirectory();
afterEach(stopOddServers);

test('what a registry warns of is a line of the log, once', async () => {
  const server = await startOddServer((_, response) => response.writeHead(404, { warning: '299 - "the quota\tis nearly used up"' }).end());
  const references = ['a', 'b'].map((content) => `${server.host}/ci/artifacts@${digestOf(content)}`);
  const invocation = testInvocation({ DOCKER_CONFIG: temporary.path });
  const storage = JSON.stringify({ 'backend': 'oci', 'oci.repository': `${server.host}/ci/artifacts` });
  expect(await runAgent(['exists', `--default=${storage}`, ...references], invocation, () => undefined)).toBe(1);
  expect(invocation.lines).toEqual([
    `warning: ${server.host} says: the quota is nearly used up`,
    ...references.map((reference) => `missing ${reference}`),
  ]);
});
