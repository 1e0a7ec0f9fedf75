import { digestOf } from '../../src/contract/digest';
import type { RegistryWarning } from '../../src/oci-client';
import { warningsIn } from '../../src/oci-client/warnings';
import { call } from '../cli/terminal';
import { quickClient, startOddServer, stopOddServers } from './odd-server';

const DIGEST = digestOf('x');
afterEach(stopOddServers);

test.each([
  [undefined, []],
  ['299 - "the quota is nearly used up"', ['the quota is nearly used up']],
  ['299 - "one", 299 - "a \\"second\\", with a comma"', ['one', 'a "second", with a comma']],
  ['199 - "another code", 299 - "mine", 299 proxy.example.com "of a proxy"', ['mine']],
  ['299 - "with a date" "Sat, 25 Aug 2012 23:34:45 GMT"', []],
  ['299 - "without an end', []],
])('of the header %s the warnings are %j', (header, expected) => {
  expect(warningsIn(header)).toEqual(expected);
});

test('a header of any length is read in no time', () => {
  expect(warningsIn(`299 - "mine", 299 - "${'\\'.repeat(20_000)}"`)).toEqual(['mine']);
  expect(warningsIn(`299 - "mine",${' '.repeat(20_000)}`)).toEqual(['mine']);
});

test('a registry is heard, once for each text, on one line and without secrets', async () => {
  const server = await startOddServer((request, response) => {
    const warning = `299 - "hello\tBasic bWU6aHVudGVyMg==", 299 - "${request.url?.includes('tags') ? 'tags' : 'blobs'} go"`;
    if (request.headers.authorization === undefined) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    } else {
      response.writeHead(200, { warning, 'content-length': 1 }).end();
    }
  });
  const heard: RegistryWarning[] = [];
  const credentials = { credential: () => Promise.resolve({ username: 'me', password: 'hunter2' }) };
  const client = quickClient({ credentials, onWarning: (warning) => heard.push(warning) });
  for (const name of ['one', 'two']) {
    await client.repository(`${server.host}/${name}`).blobs.exists(DIGEST);
  }
  expect(heard).toEqual(['hello Basic ***', 'blobs go'].map((text) => ({ registry: server.host, text })));
});

test('what another server says that the registry leads to is no warning of the registry', async () => {
  const other = await startOddServer((_, response) => response.writeHead(200, { 'warning': '299 - "hear me"', 'content-length': 1 }).end());
  const server = await startOddServer((_, response) => response.writeHead(307, { location: `${other.url}/elsewhere` }).end());
  const heard: RegistryWarning[] = [];
  await quickClient({ onWarning: (warning) => heard.push(warning) }).repository(`${server.host}/one`).blobs.exists(DIGEST);
  expect([other.seen.length, heard]).toEqual([1, []]);
});

test('the command line passes on what a registry warns of', async () => {
  const server = await startOddServer((_, response) => response.writeHead(200, { warning: '299 - "this registry closes in May"' }).end('{"tags":[]}'));
  expect(await call('artifact', 'ls', '--repository', `${server.host}/one`)).toEqual({
    code: 0, stdout: 'no artifacts\n', stderr: `warning: ${server.host} says: this registry closes in May\n`,
  });
});
