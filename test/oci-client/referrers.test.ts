import type { ServerResponse } from 'http';
import { buffer } from 'stream/consumers';
import { setTimeout as sleep } from 'timers/promises';
import type { Descriptor } from '../../src/contract/descriptor';
import { digestOf } from '../../src/contract/digest';
import { referrersTag, type Repository } from '../../src/oci-client';
import { collect, INDEX_TYPE, manifestBytes, MANIFEST_TYPE } from './conformance/context';
import { quickClient, startOddServer, stopOddServers, type OddHandler, type OddServer } from './odd-server';

const SUBJECT: Descriptor = { mediaType: MANIFEST_TYPE, digest: digestOf('subject'), size: 7 };
const API = `/v2/odd/referrers/${SUBJECT.digest}`;
const LIST = `/v2/odd/manifests/${referrersTag(SUBJECT.digest)}`;

afterEach(stopOddServers);

test('the tag of a subject is its digest with a dash, as long as a tag may be', () => {
  expect(referrersTag(digestOf('a'))).toBe(digestOf('a').replace(':', '-'));
  expect(referrersTag(digestOf('a', 'sha512'))).toBe(digestOf('a', 'sha512').replace(':', '-').slice(0, 71));
});

describe('a list of referrers', () => {
  test('is read over all pages, without asking for a tag twice', async () => {
    const { repository, server } = await serve(({ url }, response) => {
      if (url === API) answerIndex(response, [entry('one')], { link: `<${API}?next=2>; rel="next"` });
      else if (url === `${API}?next=2`) answerIndex(response, [entry('two'), entry('one')]);
      else response.writeHead(404).end();
    });
    expect(await collect(repository.referrers.list(SUBJECT.digest))).toEqual([entry('one'), entry('two')]);
    expect(server.lines()).toHaveLength(3);
  });

  test('is filtered here, whether or not the registry did', async () => {
    const { repository, server } = await serve(({ url }, response) => url?.startsWith(API)
      ? answerIndex(response, [entry('one', 'x/a'), entry('two', 'x/b')]) : response.writeHead(404).end());
    expect(await collect(repository.referrers.list(SUBJECT.digest, { artifactType: 'x/b' }))).toEqual([entry('two', 'x/b')]);
    expect(server.seen[0]?.url).toBe(`${API}?artifactType=x%2Fb`);
  });

  test.each([
    ['404', (response: ServerResponse) => response.writeHead(404).end()],
    ['405', (response: ServerResponse) => response.writeHead(405).end()],
    ['a page for people', (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hello</h1>')],
  ])('is that under the tag where the registry answers %s', async (_, answer) => {
    const { repository } = await serve(({ url }, response) => url === LIST ? answerIndex(response, [entry('one')]) : answer(response));
    expect(await collect(repository.referrers.list(SUBJECT.digest))).toEqual([entry('one')]);
  });

  test('fails where it breaks off, which could pass for a shorter list', async () => {
    const { repository } = await serve(({ url }, response) => url === API
      ? answerIndex(response, [entry('one')], { link: `<${API}?next=2>; rel="next"` }) : response.writeHead(404).end());
    await expect(collect(repository.referrers.list(SUBJECT.digest))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('fails where it is no index', async () => {
    const { repository } = await serve((_, response) => response.writeHead(200, { 'content-type': INDEX_TYPE }).end('{"manifests":[{}]}'));
    await expect(collect(repository.referrers.list(SUBJECT.digest))).rejects.toMatchObject({
      code: 'INVALID_RESPONSE', message: expect.stringContaining(`list the referrers of '${SUBJECT.digest}'`) as string,
    });
  });
});

describe('a manifest with a subject', () => {
  test('is left to a registry that files it and has the API', async () => {
    const { repository, server } = await serve(({ method, url }, response) => {
      if (method === 'PUT') response.writeHead(201, { 'oci-subject': SUBJECT.digest }).end();
      else if (url === API) answerIndex(response, []);
      else response.writeHead(404).end();
    });
    await pushReferrer(repository);
    await pushReferrer(repository);
    expect(server.seen.map(({ method }) => method)).toEqual(['PUT', 'GET', 'PUT']);
  });

  test('is listed here where the registry says that it filed it but has no API', async () => {
    const registry = await lists({ 'oci-subject': SUBJECT.digest });
    await pushReferrer(registry.repository);
    expect(registry.entries()).toHaveLength(1);
  });

  test('is listed with its type and annotations, and whatever others wrote is kept', async () => {
    const foreign = { ...entry('other'), platform: { os: 'linux' } };
    const registry = await lists({}, [foreign]);
    const content = await pushReferrer(registry.repository);
    expect(registry.entries()).toEqual([foreign, {
      mediaType: MANIFEST_TYPE,
      digest: digestOf(content),
      size: content.length,
      artifactType: 'x/test',
      annotations: JSON.parse(content.toString()).annotations,
    }]);
  });

  test('is listed again after another writer, who had read before, wrote over it', async () => {
    let writes = 0;
    const registry = await lists({}, [], () => {
      writes += 1;
      if (writes === 1) registry.replace([entry('theirs')]);
    });
    const content = await pushReferrer(registry.repository);
    expect(registry.entries().map(({ digest }) => digest)).toEqual([digestOf('theirs'), digestOf(content)]);
    expect(writes).toBe(2);
  });

  test('reads the list again where its write fails, as others may have written meanwhile', async () => {
    let fails = 1;
    const theirs = entry('theirs');
    const registry = await lists({}, [], undefined, { fails: () => { if (fails === 1) registry.replace([theirs]); return fails-- > 0; } });
    const content = await pushReferrer(registry.repository);
    expect(registry.entries().map(({ digest }) => digest)).toEqual([theirs.digest, digestOf(content)]);
  });

  test('fails with the answer of a registry that never takes the list', async () => {
    const registry = await lists({}, [], undefined, { fails: () => true });
    await expect(pushReferrer(registry.repository)).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 500 });
  });

  test('gives back the ETag of the list', async () => {
    const registry = await lists({}, [entry('old')], undefined, { etag: '"1"' });
    await pushReferrer(registry.repository);
    expect(registry.server.seen.find(({ method, url }) => method === 'PUT' && url === LIST)?.headers['if-match']).toBe('"1"');
  });

  test('is listed although the registry refuses every condition', async () => {
    const registry = await lists({}, [], undefined, { refuses: true });
    await pushReferrer(registry.repository);
    expect(registry.entries()).toHaveLength(1);
    expect(registry.server.seen.filter(({ headers }) => headers['if-none-match'] === '*')).toHaveLength(2);
  });

  test('is written once and not read again by one that writes alone', async () => {
    const registry = await lists({});
    await pushReferrer(registry.repository, true);
    expect(registry.server.seen.map(({ method }) => method)).toEqual(['PUT', 'GET', 'PUT']);
  });

  test('is written again at once, after a failure, by one that writes alone', async () => {
    const took = 500;
    let failed = 0;
    const registry = await lists({}, [], undefined, {
      fails: async () => {
        if (failed > 0) return false;
        await sleep(took);
        failed = performance.now();
        return true;
      },
    });
    await pushReferrer(registry.repository, true);
    expect(registry.entries()).toHaveLength(1);
    // others would be given three times as long as it took
    expect(performance.now() - failed).toBeLessThan(3 * took);
  });

  test('fails for a list that others write over again and again', async () => {
    const registry = await lists({}, [], () => registry.replace([]));
    await expect(pushReferrer(registry.repository)).rejects.toMatchObject({ message: expect.stringContaining('overwritten by others') as string });
  });
});

function entry(name: string, artifactType = 'x/test'): Descriptor {
  return { mediaType: MANIFEST_TYPE, digest: digestOf(name), size: name.length, artifactType };
}

function answerIndex(response: ServerResponse, manifests: readonly Descriptor[], headers = {}): void {
  response.writeHead(200, { ...headers, 'content-type': INDEX_TYPE }).end(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }));
}

async function serve(handler: OddHandler): Promise<{ repository: Repository; server: OddServer }> {
  const server = await startOddServer(handler);
  return { server, repository: quickClient().repository(`${server.host}/odd`) };
}

async function pushReferrer(repository: Repository, alone = false): Promise<Buffer> {
  const content = manifestBytes({ artifactType: 'x/test', subject: SUBJECT });
  const pushed = await repository.manifests.push(content, MANIFEST_TYPE);
  await repository.referrers.add([{ ...pushed, content }], { alone });
  return content;
}

/** A registry without the API, and the list that is stored there. */
async function lists(
  headers: Record<string, string>,
  initial?: readonly Descriptor[],
  onWrite = () => undefined as void,
  odd: { etag?: string; refuses?: boolean; fails?: () => boolean | Promise<boolean> } = {},
) {
  let list = initial?.length === 0 ? undefined : initial;
  const server = await startOddServer(async (request, response) => {
    const { method, url } = request;
    if (url !== LIST) {
      response.writeHead(method === 'PUT' ? 201 : 404, headers).end();
    } else if (method === 'GET') {
      if (list === undefined) response.writeHead(404).end();
      else answerIndex(response, list, odd.etag === undefined ? {} : { etag: odd.etag });
    } else if (odd.refuses && (request.headers['if-match'] ?? request.headers['if-none-match']) !== undefined) {
      response.writeHead(412).end();
    } else if (await odd.fails?.()) {
      response.writeHead(500).end();
    } else {
      list = (JSON.parse((await buffer(request)).toString()) as { manifests: Descriptor[] }).manifests;
      onWrite();
      response.writeHead(201).end();
    }
  });
  return {
    server,
    repository: quickClient().repository(`${server.host}/odd`),
    entries: () => list ?? [],
    replace: (entries: readonly Descriptor[]) => { list = entries; },
  };
}
