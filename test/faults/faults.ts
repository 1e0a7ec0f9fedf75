import type { ChildProcess } from 'child_process';
import { setTimeout as sleep } from 'timers/promises';
import type { ExitReason } from '../../src/contract/exit-codes';
import type { Dice } from '../rules/agreement/mutants';
import type { ToxicRoute } from '../servers/toxiproxy';
import type { Backend } from './backends';
import type { Answer, Exchange } from './fault-proxy';
import type { RequestKind } from './requests';

/** What a fault can reach. */
export interface Scene {
  readonly dice: Dice;
  readonly backend: Backend;
  /** `http://host:port` by which the program knows the store. */
  readonly origin: string;
  /** The network between program and store. */
  readonly route: ToxicRoute;
  readonly program: () => ChildProcess;
  /** A server of somebody else. */
  readonly elsewhere: string;
  /** Whether the fault passes, after this request or the next. */
  readonly passes: boolean;
  /** The server shows a certificate that is not to be trusted. */
  readonly spoilCertificate: () => void;
}

/** What a fault needs around the program. */
export type Setting = 'tls' | 'full disk' | 'wrong clock' | 'no such name';

/** One way to fail. */
export interface Fault {
  /** Strikes a request. @default - the setting is the fault */
  readonly strike?: (exchange: Exchange, scene: Scene) => Promise<void>;
  /** @default - an ordinary place */
  readonly setting?: Setting;
  /** With what a step may end that does not get through. */
  readonly codes: readonly ExitReason[];
  /** A step has to get through when it happens no more often than this. @default 0: it need not */
  readonly survived?: number | ((backend: Backend, request: RequestKind) => number);
  /** The program may wait in vain. */
  readonly isSilent?: boolean;
  /** The signal that ends the program. */
  readonly signal?: 'SIGTERM' | 'SIGKILL';
}

/** As often as a request is tried, less the first, and less one for connections that were broken with it. */
const TRIES = 2;

/** No answer's head has fewer bytes than this: what is cut there is cut for certain. */
const SHORTEST_HEAD = 100;

export const FAULTS = {
  'connection refused': {
    codes: ['STORE_UNAVAILABLE'],
    strike: async ({ response }, { route, passes }) => {
      await route.enable(false);
      response.destroy();
      if (passes) setTimeout(() => void route.enable(true).catch(() => undefined), 30);
    },
  },
  'reset mid-body': {
    codes: ['STORE_UNAVAILABLE'],
    survived: TRIES,
    strike: async (exchange, { route, passes }) => {
      const answer = await exchange.ask();
      await giveHalf(exchange, answer);
      await route.add({ type: 'reset_peer', attributes: { timeout: 0 } });
      giveRest(exchange, answer);
      await closed(exchange);
      if (passes) await route.clear();
    },
  },
  'stall': {
    isSilent: true,
    codes: ['TIMEOUT'],
    survived: TRIES,
    strike: async (exchange, { route, passes, dice }) => {
      const answer = await exchange.ask();
      if (dice.below(2) === 0) await giveHalf(exchange, answer);
      await route.add({ type: 'timeout', attributes: { timeout: 0 } });
      giveRest(exchange, answer);
      await closed(exchange);
      if (passes) await route.clear();
    },
  },
  'truncated body': {
    codes: ['STORE_UNAVAILABLE', 'TIMEOUT'],
    survived: TRIES,
    strike: async (exchange, { route, passes, dice }) => {
      if (isWrite(exchange) && dice.below(2) === 0) return cutRequest(exchange);
      const answer = await exchange.ask();
      await route.add({ type: 'limit_data', attributes: { bytes: 1 + dice.below(SHORTEST_HEAD + answer.body.length) } });
      exchange.give(answer);
      await closed(exchange);
      if (passes) await route.clear();
    },
  },
  '429': { codes: ['STORE_UNAVAILABLE'], survived: TRIES, strike: (exchange, scene) => refuse(exchange, 429, scene) },
  '500': { codes: ['STORE_UNAVAILABLE'], survived: TRIES, strike: (exchange, scene) => refuse(exchange, 500, scene) },
  '503': { codes: ['STORE_UNAVAILABLE'], survived: TRIES, strike: (exchange, scene) => refuse(exchange, 503, scene) },
  '401': {
    // S3 has but a bare 400 for a HEAD
    codes: ['UNAUTHORIZED', 'STORE_UNAVAILABLE'],
    // the first request of a fetch from a registry is the one that gets a token: there is no newer one
    survived: ({ canRefresh, name }, request) => canRefresh && !(name === 'oci' && request === 'manifest') ? 1 : 0,
    strike: async (exchange, { backend, origin }) => {
      exchange.request.resume();
      exchange.give({ status: 401, headers: {}, body: Buffer.alloc(0), ...backend.expired(origin) });
    },
  },
  'slow-loris': {
    codes: [],
    survived: Infinity,
    strike: async (exchange, { route }) => {
      const answer = await exchange.ask();
      const PIECES = 20;
      const [average_size, delay] = [Math.ceil((answer.body.length + 300) / PIECES), 25_000];
      await route.add({ type: 'slicer', attributes: { average_size, size_variation: average_size >> 1, delay } });
      exchange.give(answer);
      await closed(exchange);
      // other answers are larger, and would take minutes
      await route.clear();
    },
  },
  'corrupt byte': {
    codes: ['DIGEST_MISMATCH', 'STORE_UNAVAILABLE', 'NOT_FOUND'],
    // what is read is asked for once more
    survived: (_, request) => request === 'manifest' || request === 'blob GET' ? 1 : 0,
    strike: async (exchange, { dice }) => {
      const sent = isWrite(exchange) && dice.below(4) > 0;
      exchange.give(await exchange.ask(sent
        ? { sent: (body) => flipped(body, dice) }
        : { answered: (answer) => ({ ...answer, body: flipped(answer.body, dice) }) }));
    },
  },
  'wrong length': {
    isSilent: true,
    // a length may be part of a signature
    codes: ['UNAUTHORIZED', 'DIGEST_MISMATCH', 'STORE_UNAVAILABLE', 'TIMEOUT', 'NOT_FOUND'],
    strike: async (exchange, { dice }) => {
      const change = dice.pick([longer, shorter]);
      const sent = isWrite(exchange) && dice.below(4) > 0;
      exchange.give(await exchange.ask(sent ? { sent: change } : { answered: (answer) => relength(answer, change, dice) }));
    },
  },
  'redirect to other host': {
    codes: ['NOT_FOUND', 'DIGEST_MISMATCH', 'UNAUTHORIZED', 'STORE_UNAVAILABLE'],
    strike: async ({ request, give }, { elsewhere, dice }) => {
      request.resume();
      give({ status: dice.pick([301, 302, 307, 308]), headers: { location: `${elsewhere}/${dice.pick(ELSEWHERE_ANSWERS)}/x` }, body: Buffer.alloc(0) });
    },
  },
  'TLS error': {
    setting: 'tls',
    codes: ['STORE_UNAVAILABLE'],
    strike: async (_, { spoilCertificate }) => spoilCertificate(),
  },
  'DNS failure': {
    setting: 'no such name',
    codes: ['STORE_UNAVAILABLE'],
    strike: async ({ request, give }) => {
      request.resume();
      give({ status: 307, headers: { location: `http://${NO_SUCH_HOST}/x` }, body: Buffer.alloc(0) });
    },
  },
  'disk full': { setting: 'full disk', codes: ['DISK_FULL'] },
  'SIGKILL': { signal: 'SIGKILL', codes: [], strike: (exchange, scene) => end(exchange, scene, 'SIGKILL') },
  'SIGTERM': { signal: 'SIGTERM', codes: ['CANCELLED'], strike: (exchange, scene) => end(exchange, scene, 'SIGTERM') },
  'clock skew': {
    setting: 'wrong clock',
    codes: ['UNAUTHORIZED'],
    survived: TRIES,
    strike: async (exchange, { dice }) => {
      const date = new Date(Date.now() + skew(dice)).toUTCString();
      exchange.give(await exchange.ask({ answered: (answer) => ({ ...answer, headers: { ...answer.headers, date } }) }));
    },
  },
} as const satisfies { readonly [name: string]: Fault };

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** A name that nobody has (RFC 2606). */
export const NO_SUCH_HOST = 'store.invalid';

/** Answers that {@link Scene.elsewhere} gives, by the first step of the path: a login page says yes to everything. */
export const ELSEWHERE_ANSWERS = ['200', '201', '403', '404', '412'] as const;

/** Hours to days, in either direction. Milliseconds. */
export function skew(dice: Dice): number {
  return (1 + dice.below(240)) * 3_600_000 * dice.pick([1, -1]);
}

async function refuse({ request, give }: Exchange, status: number, { dice }: Scene): Promise<void> {
  request.resume();
  const wait = dice.pick([undefined, '0', '1']);
  give({ status, headers: wait === undefined ? {} : { 'retry-after': wait }, body: Buffer.alloc(0) });
}

/** Kills the program some time after it has sent this request, which goes on its way. */
async function end(exchange: Exchange, { program, dice }: Scene, signal: NodeJS.Signals): Promise<void> {
  const wait = dice.below(30);
  const isHeld = dice.below(2) === 0;
  setTimeout(() => program().kill(signal), wait);
  const answer = await exchange.ask();
  if (isHeld) await giveHalf(exchange, answer).then(() => sleep(wait + 20));
  giveRest(exchange, answer);
}

/** Takes half of what is sent and hangs up; the server has seen nothing of it. */
async function cutRequest({ request, response }: Exchange): Promise<void> {
  const half = Number(request.headers['content-length'] ?? 0) >> 1;
  let taken = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    taken += chunk.length;
    if (taken >= half) break;
  }
  response.destroy();
}

/** Sends head and half of the body, and waits until they are on their way. A head without a body is the whole answer: it is kept. */
async function giveHalf({ response }: Exchange, { status, headers, body }: Answer): Promise<void> {
  if (body.length === 0) return;
  const { connection: _, ...others } = headers;
  response.writeHead(status, others);
  await new Promise<void>((resolve) => response.write(body.subarray(0, body.length >> 1), () => resolve()));
}

/** Sends what {@link giveHalf} has kept, or all. */
function giveRest({ response, give }: Exchange, answer: Answer): void {
  if (response.headersSent) response.end(answer.body.subarray(answer.body.length >> 1));
  else give(answer);
}

/** Waits until the client has gone, or has had the whole answer. */
function closed({ response }: Exchange): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || response.socket === null || response.socket.destroyed) return resolve();
    response.socket.once('close', () => resolve());
    return undefined;
  });
}

function isWrite({ request }: Exchange): boolean {
  return Number(request.headers['content-length'] ?? 0) > 0;
}

function flipped(body: Buffer, dice: Dice): Buffer {
  if (body.length === 0) return body;
  const copy = Buffer.from(body);
  copy[dice.below(copy.length)] ^= 1 << dice.below(8);
  return copy;
}

function longer(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.from('more')]);
}

function shorter(body: Buffer): Buffer {
  return body.subarray(0, body.length - 1);
}

/** Says the length of what it sends, or still that of what was meant. */
function relength(answer: Answer, change: (body: Buffer) => Buffer, dice: Dice): Answer {
  const body = change(answer.body);
  const isConsistent = dice.below(2) === 0;
  return { ...answer, body, headers: { ...answer.headers, ...isConsistent ? { 'content-length': String(body.length) } : {} } };
}
