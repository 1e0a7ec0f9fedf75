import { randomBytes } from 'crypto';
import type { ServerResponse } from 'http';
import { buffer } from 'stream/consumers';
import { setTimeout as sleep } from 'timers/promises';
import { digestOf } from '../../src/contract/digest';
import type { Timing } from '../../src/oci-client';
import { quickClient, startOddServer, stopOddServers, type OddHandler } from './odd-server';

const CONTENT = randomBytes(300_000);
const DIGEST = digestOf(CONTENT);
const DESCRIPTOR = { mediaType: 'application/octet-stream', digest: DIGEST, size: CONTENT.length };

afterEach(stopOddServers);

describe('a download', () => {
  test('goes on with a Range request where the connection broke', async () => {
    const { server, blobs } = await serve((request, response, number) => {
      sendFrom(startOf(request.headers.range), response, number < 3 ? 70_000 : Infinity);
    });
    expect(digestOf(await buffer(await blobs.fetch(DESCRIPTOR)))).toBe(DIGEST);
    const ranges = server.seen.map(({ headers }) => headers.range);
    expect(ranges).toHaveLength(4);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1).every((range) => /^bytes=[1-9][0-9]*-299999$/.test(range ?? ''))).toBe(true);
  });

  test('goes on with a server that ignores Range', async () => {
    const { blobs } = await serve((_, response, number) => sendFrom(0, response, number === 0 ? 70_000 : Infinity, 200));
    expect(digestOf(await buffer(await blobs.fetch(DESCRIPTOR)))).toBe(DIGEST);
  });

  test('goes on with a server that refuses Range', async () => {
    const { blobs } = await serve((request, response, number) => request.headers.range === undefined
      ? sendFrom(0, response, number === 0 ? 70_000 : Infinity, 200)
      : response.writeHead(416).end());
    expect(digestOf(await buffer(await blobs.fetch(DIGEST)))).toBe(DIGEST);
  });

  test('goes on where the server fell silent', async () => {
    const { blobs } = await serve((request, response, number) => {
      if (number === 0) {
        response.writeHead(200, { 'content-length': CONTENT.length }).write(CONTENT.subarray(0, 50_000));
      } else {
        sendFrom(startOf(request.headers.range), response);
      }
    }, { stallTimeout: 50 });
    expect(digestOf(await buffer(await blobs.fetch(DESCRIPTOR)))).toBe(DIGEST);
  });

  test('waits for a reader that takes its time', async () => {
    const { server, blobs } = await serve((_, response) => sendFrom(0, response), { stallTimeout: 40 });
    const stream = await blobs.fetch(DESCRIPTOR);
    stream.read(0);
    await sleep(150);
    expect(digestOf(await buffer(stream))).toBe(DIGEST);
    expect(server.seen).toHaveLength(1);
  });

  test('takes from the registry only what its reader takes', async () => {
    let sent = 0;
    const { blobs } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 1024 * 1024 * 1024 });
      const more = () => {
        for (let full = false; !full; sent += 65_536) {
          full = !response.write(Buffer.alloc(65_536));
        }
      };
      response.on('drain', more);
      more();
    });
    const stream = await blobs.fetch(DIGEST);
    stream.read(0);
    await sleep(200);
    expect(sent).toBeLessThan(32 * 1024 * 1024);
    expect(stream.readableLength).toBeLessThan(1024 * 1024);
    stream.destroy();
  });

  test('of which nothing is left is empty', async () => {
    const { blobs } = await serve((_, response) => sendFrom(0, response));
    expect(await buffer(await blobs.fetch(DESCRIPTOR, { start: CONTENT.length }))).toHaveLength(0);
  });

  test('fails when five tries brought nothing', async () => {
    const { server, blobs } = await serve((request, response) => {
      sendFrom(startOf(request.headers.range), response, request.headers.range === undefined ? 1000 : 0);
    });
    await expect(blobs.fetch(DESCRIPTOR).then(buffer)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(server.seen).toHaveLength(5);
  });

  test('fails before the first byte if the registry has another size', async () => {
    const { blobs } = await serve((_, response) => sendFrom(0, response));
    await expect(blobs.fetch({ ...DESCRIPTOR, size: 5 }).then(buffer)).rejects.toMatchObject({
      code: 'SIZE_MISMATCH',
      message: expect.stringContaining('is to have 5 bytes, but has 300000 in the store'),
    });
  });

  test('fails if the registry sends more than the size', async () => {
    const { blobs } = await serve((_, response) => response.writeHead(200).end(Buffer.concat([CONTENT, Buffer.from('x')])));
    await expect(blobs.fetch(DESCRIPTOR).then(buffer)).rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
  });

  test('fails if another range comes than was asked for', async () => {
    const { blobs } = await serve((_, response) => response.writeHead(206, { 'content-range': 'bytes 7-9/300000' }).end('abc'));
    await expect(blobs.fetch(DESCRIPTOR, { start: 8 }).then(buffer)).rejects.toMatchObject({ code: 'INVALID_RESPONSE' });
  });

  test('fails from behind the end', async () => {
    const { blobs } = await serve((_, response) => response.writeHead(416).end());
    await expect(blobs.fetch(DIGEST, { start: 300_001 }).then(buffer)).rejects.toMatchObject({ status: 416 });
    const other = await serve((request, response) => request.headers.range === undefined
      ? sendFrom(0, response)
      : response.writeHead(416).end());
    await expect(other.blobs.fetch(DIGEST, { start: 300_001 }).then(buffer)).rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
  });

  test('fails when it is aborted, and asks no more', async () => {
    const { server, blobs } = await serve((_, response) => response.writeHead(200, { 'content-length': 300_000 }).write('some'));
    const aborter = new AbortController();
    const reading = buffer(await blobs.fetch(DESCRIPTOR, { signal: aborter.signal }));
    aborter.abort(new Error('enough'));
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED', cause: new Error('enough') });
    expect(server.seen).toHaveLength(1);
  });

  test('fails at its deadline', async () => {
    const { blobs } = await serve((_, response) => response.writeHead(200, { 'content-length': 300_000 }).write('some'), { deadline: 60 });
    await expect(blobs.fetch(DESCRIPTOR).then(buffer)).rejects.toMatchObject({ code: 'TIMEOUT', message: 'not done within 0.06 s' });
  });
});

async function serve(handler: OddHandler, timing: Partial<Timing> = {}) {
  const server = await startOddServer(handler);
  return { server, blobs: quickClient({ timing }).repository(`${server.host}/odd`).blobs };
}

function startOf(range: string | undefined): number {
  return Number(/^bytes=([0-9]+)-/.exec(range ?? '')?.[1] ?? 0);
}

/** Sends the content from an offset, and breaks the connection after some bytes of it. */
function sendFrom(start: number, response: ServerResponse, breakAfter = Infinity, status = start === 0 ? 200 : 206): void {
  response.writeHead(status, {
    'content-length': CONTENT.length - start,
    ...(status === 206 ? { 'content-range': `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}` } : {}),
  });
  if (breakAfter === Infinity) {
    response.end(CONTENT.subarray(start));
  } else {
    response.write(CONTENT.subarray(start, start + breakAfter), () => response.destroy());
  }
}
