import { createHash } from 'crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { putArtifact } from '../../src/agent/artifact/put-artifact';
import { readStored } from '../../src/agent/artifact/read-artifact';
import { AgentError } from '../../src/agent/errors';
import { OciStore } from '../../src/agent/stores/oci';
import { OciClient, staticCredential, type Timing } from '../../src/oci-client';
import { describeWithServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startRegistry, type TestRegistry } from '../servers/registry';
import { startInterceptor, type Interceptor } from './interceptor';
import { FACTS, fileContent } from './support';

/*
 * A registry behind a network and a server that misbehave, by chance but repeatably: each run stores an artifact and
 * reads it back while one kind of request suffers one kind of fault.
 *
 * `FAULTS=3000 FAULT_SEED=7 npx jest test/agent/registry-faults` makes as many runs as wanted.
 */
const RUNS = Number(process.env.FAULTS ?? (process.env.CDK8S_TEKTON_ALL === '1' ? 300 : 40));
const SEED = Number(process.env.FAULT_SEED ?? 1);
const TIMING: Timing = {
  tries: 4, firstDelay: 1, maxDelay: 5, connectTimeout: 1000, stallTimeout: 300, commitTimeout: 600, deadline: 8000, maxRetryAfter: 1000,
};

type Hit = (request: IncomingMessage) => boolean;

/** What suffers. */
const REQUESTS: { readonly [name: string]: Hit } = {
  'manifest GET': ({ method, url }) => method === 'GET' && /\/manifests\//.test(url ?? ''),
  'tag PUT': ({ method, url }) => method === 'PUT' && /\/manifests\//.test(url ?? ''),
  'blob HEAD': ({ method, url }) => method === 'HEAD' && /\/blobs\//.test(url ?? ''),
  'blob POST': ({ method }) => method === 'POST',
  'blob PUT': ({ method, url }) => method === 'PUT' && /\/uploads\//.test(url ?? ''),
  'blob GET': ({ method, url }) => method === 'GET' && /\/blobs\/sha256/.test(url ?? ''),
};

interface Fault {
  /** Answers instead of the registry. Its body, where it is to be spoiled, is that of the registry. */
  readonly answer?: (response: ServerResponse, elsewhere: string) => void;
  /** Spoils the body of an answer. */
  readonly spoil?: (body: Buffer, response: ServerResponse) => void;
}

const status = (code: number, headers = {}) => ({ answer: (response: ServerResponse) => void response.writeHead(code, headers).end('{"errors":[]}') });

/** How it suffers. */
const FAULTS: { readonly [name: string]: Fault } = {
  'reset': { answer: (response) => void response.socket?.destroy() },
  'reset mid-body': { spoil: (body, response) => void response.write(body.subarray(0, body.length >> 1), () => response.socket?.destroy()) },
  'stall': { answer: () => undefined },
  'stall mid-body': { spoil: (body, response) => void response.write(body.subarray(0, body.length >> 1)) },
  'truncated': { spoil: (body, response) => void response.socket?.end(body.subarray(0, body.length >> 1)) },
  'corrupt byte': { spoil: (body, response) => { body[body.length >> 1] ^= 1; response.end(body); } },
  'slow': { spoil: (body, response) => slowly(body, response) },
  '401': status(401),
  '403': status(403),
  '429': status(429, { 'retry-after': '0' }),
  '500': status(500),
  '503': status(503, { 'retry-after': '0' }),
  'redirect': { answer: (response, elsewhere) => void response.writeHead(307, { location: elsewhere }).end() },
  'nonsense': { answer: (response) => void response.socket?.end('HTTP/9 nonsense\r\n\r\n') },
};

describeWithServer('registry', `a registry that misbehaves, ${RUNS} times from seed ${SEED}`, () => {
  let registry: TestRegistry;
  let between: Interceptor;
  let folder: string;
  let fault: { readonly hit: Hit; readonly fault: Fault; left: number } | undefined;
  const seenElsewhere: string[] = [];
  const elsewhere = createServer((request, response) => {
    seenElsewhere.push(JSON.stringify(request.headers));
    response.writeHead(404).end();
  });

  beforeAll(async () => {
    registry = await startRegistry({ auth: 'htpasswd' });
    folder = mkdtempSync(join(tmpdir(), 'faults-'));
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/elsewhere`;
    between = await startInterceptor(registry.host, (request, response) => {
      // the first answer asks for credentials
      if (fault === undefined || fault.left === 0 || request.headers.authorization === undefined || !fault.hit(request)) return false;
      fault.left -= 1;
      if (fault.fault.answer) {
        fault.fault.answer(response, address);
        return true;
      }
      spoiling(response, fault.fault.spoil as NonNullable<Fault['spoil']>);
      return false;
    });
  }, 30_000);
  afterAll(async () => {
    await between.stop();
    elsewhere.close();
    rmSync(folder, { recursive: true, force: true });
    await registry.stop();
  });

  const store = (host: string, repository: string) => new OciStore(new OciClient({
    env: {}, timing: TIMING, credentials: staticCredential(host, { username: USERNAME, password: PASSWORD }),
  }), `${host}/${repository}`);

  /** One run. @returns what came of it, or throws what must never be */
  async function once(number: number): Promise<string> {
    const random = numbersFrom(SEED * 1_000_003 + number);
    const [request, kind] = [pick(REQUESTS, random), pick(FAULTS, random)];
    const isPassing = random() < 0.7;
    fault = { hit: REQUESTS[request], fault: FAULTS[kind], left: isPassing ? 1 + Math.floor(random() * 2) : Infinity };
    const bytes = Buffer.alloc(1 + Math.floor(random() * 300_000), createHash('sha512').update(`${SEED} ${number}`).digest());
    const [scratch, path, repository] = [join(folder, `scratch-${number}`), join(folder, `out-${number}`, 'file'), `ci/r${number}`];
    [scratch, join(folder, `out-${number}`)].forEach((each) => mkdirSync(each));
    const faulty = store(between.host, repository);
    const straight = store(registry.host, repository);
    const started = Date.now();
    const texts: string[] = [];
    const failed = (error: unknown) => {
      if (!(error instanceof AgentError)) throw error;
      texts.push(error.message);
      return undefined;
    };
    const stored = await putArtifact(faulty, FACTS, fileContent(bytes)).catch(failed);
    fault.left = stored === undefined ? 0 : fault.left;
    const kept = stored ?? await putArtifact(straight, FACTS, fileContent(bytes));
    if (stored) await expectKept(straight, stored.digest, bytes, join(folder, `check-${number}`));
    const read = await readStored(faulty, kept.digest, { kind: 'file', path, scratch }).catch(failed);
    const took = Date.now() - started;
    fault = undefined;
    [faulty, straight].forEach((each) => each.close());
    const name = `run ${number}, ${request} suffers ${kind}${isPassing ? '' : ' always'}: ${texts.join('; ')}`;
    const left = [...readdirSync(scratch), ...readdirSync(join(folder, `out-${number}`))];
    if (read && !readFileSync(path).equals(bytes)) throw new Error(`wrong bytes accepted, ${name}`);
    if (left.join() !== (read ? 'file' : '')) throw new Error(`files left (${left.join()}), ${name}`);
    if (took > 20_000) throw new Error(`it hung for ${took} ms, ${name}`);
    if (`${texts.join()}${seenElsewhere.join()}`.match(/authorization|Basic |correct horse/i)) throw new Error(`credentials shown, ${name}`);
    return stored && read ? 'done' : 'failed';
  }

  test('never loses, changes or leaves anything, hangs or shows credentials', async () => {
    const outcomes: { [outcome: string]: number } = { done: 0, failed: 0 };
    for (let number = 0; number < RUNS; number++) outcomes[await once(number)] += 1;
    expect(outcomes.done + outcomes.failed).toBe(RUNS);
    // most faults pass, so most runs get through
    expect(outcomes.done).toBeGreaterThan(RUNS / 3);
    if (process.env.FAULTS) writeFileSync('/dev/stderr', `${JSON.stringify({ seed: SEED, runs: RUNS, ...outcomes })}\n`);
  }, 30_000 + RUNS * 4_000);
});

async function expectKept(straight: OciStore, digest: Parameters<typeof readStored>[1], bytes: Buffer, path: string): Promise<void> {
  await readStored(straight, digest, { kind: 'file', path });
  if (!readFileSync(path).equals(bytes)) throw new Error(`lost, and reported as stored: ${digest}`);
  rmSync(path);
}

/** Holds back what is written to an answer until it is whole, and spoils it. */
function spoiling(response: ServerResponse, spoil: NonNullable<Fault['spoil']>): void {
  const chunks: Buffer[] = [];
  const [write, end] = [response.write.bind(response), response.end.bind(response)];
  response.write = ((chunk: Buffer) => chunks.push(Buffer.from(chunk)) > 0) as typeof response.write;
  response.end = ((chunk?: Buffer) => {
    if (chunk !== undefined) chunks.push(Buffer.from(chunk));
    [response.write, response.end] = [write, end];
    const body = Buffer.concat(chunks);
    if (body.length < 2) return end(body);
    response.flushHeaders();
    spoil(body, response);
    return response;
  }) as typeof response.end;
}

function slowly(body: Buffer, response: ServerResponse): void {
  const part = Math.ceil(body.length / 8);
  let at = 0;
  const timer = setInterval(() => {
    if (at >= body.length || response.destroyed) {
      clearInterval(timer);
      response.end();
      return;
    }
    response.write(body.subarray(at, at += part));
  }, 20);
}

function pick(among: object, random: () => number): string {
  const names = Object.keys(among);
  return names[Math.floor(random() * names.length)];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
