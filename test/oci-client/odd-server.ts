import { once } from 'events';
import { createServer, type IncomingMessage, type ServerResponse } from 'http';
import { createServer as createTlsServer } from 'https';
import type { AddressInfo } from 'net';
import { buffer } from 'stream/consumers';
import { anonymous, OciClient, type OciClientOptions, type Timing } from '../../src/oci-client';

/** Waits short enough for tests. */
export const QUICK: Partial<Timing> = { tries: 5, firstDelay: 1, maxDelay: 4, stallTimeout: 5000, deadline: 20_000 };

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

/** A server that does what registries, or those between, are seen to do. */
export interface OddServer {
  readonly host: string;
  readonly url: string;
  /** All requests so far. */
  readonly seen: SeenRequest[];
  /** Methods and paths of all requests so far. */
  lines(): string[];
  stop(): Promise<void>;
}

/** Answers a request; `number` counts the requests of the same method and path, from 0. */
export type OddHandler = (request: IncomingMessage, response: ServerResponse, number: number) => unknown;

const running: OddServer[] = [];

/** Starts a server that ends with the test file's `afterEach(stopOddServers)`. */
export async function startOddServer(handler: OddHandler, tls?: { cert: Buffer; key: Buffer }): Promise<OddServer> {
  const seen: SeenRequest[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request;
    const number = seen.filter((each) => each.method === method && each.url === url).length;
    seen.push({ method, url, headers, authorization: headers.authorization });
    handler(request, response, number);
  };
  const server = (tls === undefined ? createServer(listener) : createTlsServer(tls, listener)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const odd: OddServer = {
    host,
    url: `${tls === undefined ? 'http' : 'https'}://${host}`,
    seen,
    lines: () => seen.map((each) => `${each.method} ${each.url.replace(/sha256(:|%3A)[0-9a-f]+/, '<digest>')}`),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  running.push(odd);
  return odd;
}

export async function stopOddServers(): Promise<void> {
  clients.splice(0).forEach((client) => client.close());
  await Promise.all(running.splice(0).map((server) => server.stop()));
}

const clients: OciClient[] = [];

/** A client that neither waits long nor finds credentials or proxies of this machine. */
export function quickClient(options: OciClientOptions = {}): OciClient {
  const client = new OciClient({ credentials: anonymous, env: {}, ...options, timing: { ...QUICK, ...options.timing } });
  clients.push(client);
  return client;
}

/** An upload API that takes everything. What it does otherwise is up to the test. */
export class UploadApi {
  /** Bytes received for the upload. */
  received = Buffer.alloc(0);
  stored: Buffer | undefined;

  /** Answers as the distribution specification has it. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/\?.*/, '');
    if (request.method === 'HEAD') {
      response.writeHead(this.stored === undefined ? 404 : 200, { 'content-length': this.stored?.length ?? 0 }).end();
    } else if (request.method === 'POST') {
      this.received = Buffer.alloc(0);
      response.writeHead(202, { location: '/upload/1?state=a%2Fb' }).end();
    } else if (request.method === 'DELETE') {
      response.writeHead(204).end();
    } else if (request.method === 'GET') {
      response.writeHead(204, { location: path, range: this.range() }).end();
    } else {
      this.received = Buffer.concat([this.received, await buffer(request)]);
      this.finish(request, response, path);
    }
  }

  range(): string {
    return `0-${Math.max(0, this.received.length - 1)}`;
  }

  private finish(request: IncomingMessage, response: ServerResponse, path: string): void {
    if (request.method === 'PATCH') {
      response.writeHead(202, { location: path, range: this.range() }).end();
    } else {
      this.stored = this.received;
      response.writeHead(201).end();
    }
  }
}
