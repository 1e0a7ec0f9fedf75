import { setTimeout as sleep } from 'timers/promises';
import { digestOf } from '../../src/contract/digest';
import { Call } from '../../src/http-client/call';
import { DEFAULT_TIMING, PATIENT_TIMING } from '../../src/http-client/timing';
import { OciError, type Timing } from '../../src/oci-client';
import { quickClient, startOddServer, stopOddServers, type OddHandler } from './odd-server';

const DIGEST = digestOf('x');

afterEach(stopOddServers);

describe('a request', () => {
  test.each([408, 429, 500, 502, 503, 504])('is sent again after a %i', async (status) => {
    const { server, look } = await serve((_, response, number) => {
      response.writeHead(number < 4 ? status : 200, { 'content-length': 1 }).end();
    });
    expect(await look()).toMatchObject({ size: 1 });
    expect(server.seen).toHaveLength(5);
  });

  test('is sent again after its connection broke', async () => {
    const { server, look } = await serve((request, response, number) => number < 4
      ? request.socket.destroy()
      : response.writeHead(200, { 'content-length': 1 }).end());
    expect(await look()).toMatchObject({ size: 1 });
    expect(server.seen).toHaveLength(5);
  });

  test('waits as long as the registry asks for', async () => {
    const times: number[] = [];
    const { look } = await serve((_, response, number) => {
      times.push(Date.now());
      const later = new Date(Date.now() + 1000).toUTCString();
      response.writeHead(number === 0 ? 429 : 200, { 'content-length': 1, 'retry-after': number === 0 ? '1' : later }).end();
    });
    await look();
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('finds a kept connection closed and takes another, without waiting', async () => {
    const { server, look } = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 1 }).end();
      if (server.seen.length % 2 === 1) {
        // Closed without notice, when the client has begun to use it again.
        request.socket.once('data', () => undefined);
        setTimeout(() => request.socket.resetAndDestroy(), 20);
      }
    }, { tries: 1 });
    await look();
    for (let requests = 0; requests < 20; requests += 1) {
      await look();
      await sleep(4);
    }
    expect(server.seen.length).toBeGreaterThanOrEqual(21);
  });

  test.each([[401, 'UNAUTHORIZED'], [403, 'DENIED'], [400, 'REJECTED'], [418, 'REJECTED'], [405, 'UNSUPPORTED'], [501, 'UNSUPPORTED']])(
    'fails at once on a %i', async (status, code) => {
      const { server, look } = await serve((_, response) => response.writeHead(status).end());
      await expect(look()).rejects.toMatchObject({ code, status });
      expect(server.seen).toHaveLength(1);
    });

  test('fails at once on a 404', async () => {
    const { server, repository } = await serve((_, response) => response.writeHead(404).end());
    await expect(repository.blobs.fetch(DIGEST)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(server.seen).toHaveLength(1);
  });

  test('fails after five tries', async () => {
    const { server, look } = await serve((_, response) => response.writeHead(503).end());
    await expect(look()).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    expect(server.seen).toHaveLength(5);
  });

  test('fails after more tries where each is over at once, as with a server that is started again', async () => {
    const { server, look } = await serve((_, response) => response.writeHead(503).end(), { tries: 2, quickTries: 4 });
    await expect(look()).rejects.toMatchObject({ code: 'UNAVAILABLE', isFinal: true });
    expect(server.seen).toHaveLength(4);
  });

  test('fails at once if it is to wait for more than a minute', async () => {
    const { server, look } = await serve((_, response) => response.writeHead(503, { 'retry-after': '61' }).end());
    await expect(look()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfter: 61_000 });
    expect(server.seen).toHaveLength(1);
  });

  test('fails when the registry does not answer', async () => {
    const { server, look } = await serve(() => undefined, { stallTimeout: 20, tries: 2, quickTries: 4 });
    await expect(look()).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(server.seen).toHaveLength(2);
  });

  test('fails at the deadline while it waits for the next try', async () => {
    const { look } = await serve((_, response) => response.writeHead(503).end(), { firstDelay: 10_000, maxDelay: 10_000, deadline: 50 });
    await expect(look()).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  test('fails when it is aborted while it waits for the next try', async () => {
    const { repository } = await serve((_, response) => response.writeHead(503).end(), { firstDelay: 10_000, maxDelay: 10_000 });
    await expect(repository.blobs.head(DIGEST, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(repository.blobs.head(DIGEST, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('fails where nobody listens, with the address', async () => {
    const { server, look } = await serve(() => undefined, { tries: 2 });
    await server.stop();
    await expect(look()).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining(`no answer from ${server.url}/v2/odd/blobs/`) });
  });

  test('fails on a name nobody knows', async () => {
    const { blobs } = quickClient({ timing: { tries: 1 } }).repository('registry.invalid/odd');
    await expect(blobs.exists(DIGEST)).rejects.toMatchObject({ code: expect.stringMatching(/^(DNS|UNAVAILABLE)$/) });
  });
});

/** Milliseconds between the tries of a call that never succeeds. */
async function waitsOf(timing: Timing): Promise<number[]> {
  const starts: number[] = [];
  const failing = new Call(timing).retry(() => {
    starts.push(performance.now());
    return Promise.reject(new OciError('UNAVAILABLE', 'no'));
  });
  await expect(failing).rejects.toThrow('no');
  return starts.slice(1).map((start, index) => start - starts[index]);
}

describe('the waits between tries', () => {
  test('double from a quarter of a second, shortened by chance', async () => {
    // Shorter than the real ones. Of some runs the shortest of each counts: a busy machine wakes late.
    const timing = { ...DEFAULT_TIMING, firstDelay: 20, maxDelay: 80 };
    const runs = [await waitsOf(timing), await waitsOf(timing), await waitsOf(timing)];
    [20, 40, 80, 80].forEach((longest, index) => {
      const waits = runs.map((run) => run[index]);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(longest / 2 - 2);
      expect(Math.min(...waits)).toBeLessThan(longest + 60);
    });
    expect(runs[0]).toHaveLength(4);
  });

  test('are those promised', () => {
    expect(DEFAULT_TIMING).toMatchObject({ tries: 5, firstDelay: 250, maxDelay: 8000, maxRetryAfter: 60_000 });
    expect(PATIENT_TIMING).toEqual({ ...DEFAULT_TIMING, quickTries: 9 });
  });

  test('do not multiply where one call is a part of another', async () => {
    const call = new Call({ ...DEFAULT_TIMING, firstDelay: 1 });
    let tries = 0;
    const inner = () => call.retry(() => Promise.reject(new OciError('UNAVAILABLE', `no ${++tries}`)))
      .catch((error: OciError) => Promise.reject(error.during('get a token')));
    await expect(call.retry(inner)).rejects.toThrow('cannot get a token: no 5');
  });
});

async function serve(handler: OddHandler, timing: Partial<Timing> = {}) {
  const server = await startOddServer(handler);
  const repository = quickClient({ timing }).repository(`${server.host}/odd`);
  return { server, repository, look: () => repository.blobs.head(DIGEST) };
}
