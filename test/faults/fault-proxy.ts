import { once } from 'events';
import { createServer, request as send, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, type RequestListener, type ServerResponse } from 'http';
import { createServer as createTlsServer, type Server as TlsServer } from 'https';
import type { AddressInfo, Socket } from 'net';
import { buffer } from 'stream/consumers';

/** An answer of the server, to be changed. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is changed on the way. */
export interface Changes {
  /** The body of the request, and with it its length. */
  readonly sent?: (body: Buffer) => Buffer;
  readonly answered?: (answer: Answer) => Answer;
}

/** A request in the hands of a fault. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The answer of the server to the request, perhaps changed, that is not given yet. */
  ask(changes?: Changes): Promise<Answer>;
  /** Gives an answer. */
  give(answer: Answer): void;
}

/** Certificate and key, PEM. */
export interface Identity {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** How to start it. */
export interface FaultProxyOptions {
  /** `http://host:port` of the server. */
  readonly target: string;
  /** Serves https. @default - plain http */
  readonly identity?: Identity;
  /** Gives the answer in place of the server's. @returns undefined to leave the request alone */
  readonly strike: (exchange: Exchange) => Promise<void> | undefined;
  /** Changes headers of answers on their way, for servers that name addresses in them. */
  readonly rewrite?: (headers: IncomingHttpHeaders) => OutgoingHttpHeaders;
  /** Paths that another server answers: the one of tokens. */
  readonly elsewhere?: (path: string) => string | undefined;
}

/** A server that misbehaves, in front of one that does not. */
export interface FaultProxy {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** All requests so far. */
  readonly seen: readonly IncomingMessage[];
  /** From now on shows another certificate. */
  show(identity: Identity): void;
  stop(): Promise<void>;
}

/** Starts it. What fails to reach the server is a broken connection for the client. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const seen: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    seen.push(request);
    response.on('error', () => undefined);
    const exchange = exchangeOf(request, response, options);
    const struck = options.strike(exchange);
    (struck ?? pass(request, response, options)).catch(() => response.destroy());
  };
  const server = (options.identity ? createTlsServer(options.identity, listener) : createServer(listener)).listen(0, '127.0.0.1');
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
  });
  server.on('tlsClientError', () => undefined);
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    show: (identity) => {
      (server as TlsServer).setSecureContext(identity);
      sockets.forEach((socket) => socket.destroy());
    },
    stop: async () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  };
}

function exchangeOf(request: IncomingMessage, response: ServerResponse, options: FaultProxyOptions): Exchange {
  return {
    request,
    response,
    ask: async ({ sent, answered }: Changes = {}) => {
      const whole = await buffer(request);
      const body = sent ? sent(whole) : whole;
      const reply = await onward(request, options, (upstream) => upstream.end(body), body.length);
      const answer = { status: reply.statusCode ?? 502, headers: reply.headers, body: await buffer(reply) };
      return answered ? answered(answer) : answer;
    },
    give: ({ status, headers, body }) => {
      // a length that is said is the one that was meant, right or wrong
      response.strictContentLength = false;
      response.writeHead(status, headersOf(headers, options));
      response.end(body);
    },
  };
}

async function pass(request: IncomingMessage, response: ServerResponse, options: FaultProxyOptions): Promise<void> {
  const reply = await onward(request, options, (upstream) => request.pipe(upstream));
  response.writeHead(reply.statusCode ?? 502, headersOf(reply.headers, options));
  reply.on('error', () => response.destroy());
  reply.pipe(response);
}

/** Sends a request to the server. The host stays that of the proxy, so that signatures hold and locations lead here. */
function onward(
  request: IncomingMessage, { target, identity, elsewhere }: FaultProxyOptions, write: (upstream: ReturnType<typeof send>) => void, length?: number,
): Promise<IncomingMessage> {
  const path = request.url ?? '/';
  const headers = {
    ...request.headers,
    ...identity ? { 'x-forwarded-proto': 'https' } : {},
    ...length !== undefined && request.headers['content-length'] !== undefined ? { 'content-length': String(length) } : {},
  };
  return new Promise((resolve, reject) => {
    const upstream = send(new URL(path, elsewhere?.(path) ?? target), { method: request.method, headers, agent: false });
    upstream.once('response', resolve);
    upstream.on('error', reject);
    request.once('close', () => {
      if (!request.complete) upstream.destroy();
    });
    write(upstream);
  });
}

function headersOf(headers: IncomingHttpHeaders, { rewrite }: FaultProxyOptions): OutgoingHttpHeaders {
  // of this connection, which is another one
  const { connection: _, 'keep-alive': __, ...others } = headers;
  return rewrite ? rewrite(others) : others;
}
