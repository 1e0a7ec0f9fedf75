import { digestOf } from '../../src/contract/digest';
import { MANIFEST_LIMIT } from '../../src/contract/manifests';
import { quickClient, startOddServer, stopOddServers, type OddHandler } from './odd-server';

const TYPE = 'application/vnd.oci.image.manifest.v1+json';
const MANIFEST = Buffer.from(`{"schemaVersion": 2, "mediaType": "${TYPE}"}`);
const DIGEST = digestOf(MANIFEST);
const DESCRIPTOR = { mediaType: TYPE, digest: DIGEST, size: MANIFEST.length };

afterEach(stopOddServers);

describe('a manifest', () => {
  test('is asked for in all formats', async () => {
    const { server, manifests } = await serve((_, response) => response.writeHead(200, { 'content-type': `${TYPE}; charset=utf-8` }).end(MANIFEST));
    expect((await manifests.fetch(DIGEST)).descriptor).toEqual(DESCRIPTOR);
    expect(server.seen[0]?.headers.accept).toContain('application/vnd.oci.image.index.v1+json');
  });

  test('is read where HEAD does not tell its digest', async () => {
    const { server, repository } = await serve(({ method }, response) =>
      response.writeHead(200, { 'content-type': TYPE }).end(method === 'GET' ? MANIFEST : undefined));
    expect(await repository.resolve('v1')).toEqual(DESCRIPTOR);
    expect(server.seen.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  test('with a digest of another algorithm is verified by that', async () => {
    const digest = digestOf(MANIFEST, 'sha512');
    const { manifests } = await serve((_, response) =>
      response.writeHead(200, { 'content-type': TYPE, 'docker-content-digest': DIGEST }).end(MANIFEST));
    expect((await manifests.fetch(digest)).descriptor.digest).toBe(digest);
  });

  test('says whether the registry filed it under its subject', async () => {
    const { manifests } = await serve((_, response, number) =>
      response.writeHead(201, number === 0 ? { 'oci-subject': DIGEST } : {}).end());
    expect(await manifests.push(MANIFEST, TYPE)).toEqual({ descriptor: DESCRIPTOR, subject: DIGEST });
    expect(await manifests.push(MANIFEST, TYPE)).toEqual({ descriptor: DESCRIPTOR });
  });

  test('fails where another server said yes to it and the registry does not have it', async () => {
    const { server: page } = await serve((_, response) => response.writeHead(201).end());
    let stored = false;
    const { manifests } = await serve(({ method }, response) => {
      if (method === 'PUT') return response.writeHead(307, { location: `${page.url}/login` }).end();
      return response.writeHead(stored ? 200 : 404, { 'docker-content-digest': DIGEST, 'content-length': String(MANIFEST.length) }).end();
    });
    await expect(manifests.push(MANIFEST, TYPE, { tag: 'v1' })).rejects.toThrow(`it was redirected to ${page.url}, and the registry does not have it`);
    stored = true;
    expect((await manifests.push(MANIFEST, TYPE, { tag: 'v1' })).descriptor).toEqual(DESCRIPTOR);
  });

  test('is stored under its tag, in one request with its type', async () => {
    const { server, manifests } = await serve((_, response) => response.writeHead(201).end());
    await manifests.push(MANIFEST, TYPE, { tag: 'v1' });
    expect(server.lines()).toEqual(['PUT /v2/odd/manifests/v1']);
    expect(server.seen[0]?.headers).toMatchObject({ 'content-type': TYPE, 'content-length': String(MANIFEST.length) });
  });

  test.each([['by digest', DIGEST as string, {}], ['by tag', 'v1', { 'docker-content-digest': DIGEST }]])(
    'fails with other bytes than its digest, %s', async (_, reference, headers) => {
      const { manifests } = await serve((__, response) => response.writeHead(200, headers).end(`${MANIFEST.toString()} `));
      await expect(manifests.fetch(reference)).rejects.toMatchObject({
        code: 'DIGEST_MISMATCH',
        message: expect.stringContaining(`expected '${DIGEST}', got 'sha256:`),
      });
    });

  test('fails with another size than its descriptor', async () => {
    const { manifests } = await serve((_, response) => response.end(MANIFEST));
    await expect(manifests.fetch({ ...DESCRIPTOR, size: 1 })).rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
  });

  test.each([['with', { 'content-length': MANIFEST_LIMIT + 1 }], ['without', {}]])(
    'fails over 4 MiB %s a stated length, without reading it all', async (_, headers) => {
      let sent = 0;
      const { manifests } = await serve((__, response) => {
        response.writeHead(200, headers);
        const more = () => {
          for (let full = false; !full && sent < 64 * 1024 * 1024; sent += 65_536) {
            full = !response.write(Buffer.alloc(65_536));
          }
        };
        response.on('drain', more);
        more();
      });
      await expect(manifests.fetch(DIGEST)).rejects.toMatchObject({ code: 'TOO_LARGE', message: expect.stringContaining('4194304 bytes') });
      expect(sent).toBeLessThan(32 * 1024 * 1024);
    });

  test('fails to be pushed over 4 MiB', async () => {
    const { server, manifests } = await serve((_, response) => response.end());
    await expect(manifests.push(Buffer.alloc(MANIFEST_LIMIT + 1), TYPE)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(server.seen).toHaveLength(0);
  });

  test('fails if the registry stored something else', async () => {
    const { manifests } = await serve((_, response) => response.writeHead(201, { 'docker-content-digest': digestOf('other') }).end());
    await expect(manifests.push(MANIFEST, TYPE)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  test.each(['../../other/manifests/v1', '', 'a/b', 'v1?x', 'sha256:12'])('fails by the name %j, without asking', async (name) => {
    const { server, manifests, repository } = await serve((_, response) => response.end());
    await expect(manifests.fetch(name)).rejects.toMatchObject({ code: 'INVALID_REFERENCE' });
    await expect(manifests.delete(name)).rejects.toMatchObject({ code: 'INVALID_REFERENCE' });
    await expect(repository.resolve(name)).rejects.toMatchObject({ code: 'INVALID_REFERENCE' });
    expect(server.seen).toHaveLength(0);
  });
});

describe('the list of tags', () => {
  const tagsOf = async (tags: AsyncIterable<string>): Promise<string[]> => {
    const all: string[] = [];
    for await (const tag of tags) {
      all.push(tag);
    }
    return all;
  };

  test('is asked for again where a page breaks off', async () => {
    const server = await startOddServer((_, response, number) => {
      if (number > 0) return response.end('{"tags": ["v1"]}');
      return response.writeHead(200, { 'content-length': '99' }).write('{"tags": [', () => response.destroy());
    });
    expect(await tagsOf(quickClient().repository(`${server.host}/odd`).listTags())).toEqual(['v1']);
    expect(server.seen).toHaveLength(2);
  });

  test('follows relative and absolute links', async () => {
    const { server, repository } = await serve(({ url, headers }, response) => {
      const links: Record<string, string> = {
        '/v2/odd/tags/list?n=1': '</v2/odd/tags/list?last=a&n=1>; rel="next"',
        '/v2/odd/tags/list?last=a&n=1': `<http://${headers.host}/v2/odd/tags/list?last=b>; rel=next`,
      };
      const link = links[url ?? ''];
      response.writeHead(200, link === undefined ? {} : { link }).end(JSON.stringify({ tags: [url] }));
    });
    expect(await tagsOf(repository.listTags({ pageSize: 1 }))).toHaveLength(3);
    expect(server.seen).toHaveLength(3);
  });

  test('may be null', async () => {
    const { repository } = await serve((_, response) => response.end('{"tags": null}'));
    expect(await tagsOf(repository.listTags())).toEqual([]);
  });

  test('fails when its pages go round', async () => {
    const { repository } = await serve((_, response) =>
      response.writeHead(200, { link: '</v2/odd/tags/list?last=a>; rel="next"' }).end('{"tags": ["a"]}'));
    await expect(tagsOf(repository.listTags())).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
  });

  test('fails if it is none, or of no repository', async () => {
    const { repository } = await serve((_, response, number) => number === 0
      ? response.end('<html>')
      : response.writeHead(404).end('{"errors": [{"code": "NAME_UNKNOWN", "message": "repository name not known\\nto registry"}]}'));
    await expect(tagsOf(repository.listTags())).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
    await expect(tagsOf(repository.listTags())).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('answered 404 (NAME_UNKNOWN: repository name not known to registry), check the name of the repository, some registries want it to be created'),
    });
  });
});

async function serve(handler: OddHandler) {
  const server = await startOddServer(handler);
  const repository = quickClient({ timing: { tries: 1 } }).repository(`${server.host}/odd`);
  return { server, repository, manifests: repository.manifests };
}
