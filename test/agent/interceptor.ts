import { once } from 'events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'http';
import type { AddressInfo } from 'net';

/** A server between an agent and a registry. */
export interface Interceptor {
  readonly host: string;
  /** Methods and paths of all requests so far. */
  readonly lines: string[];
  stop(): Promise<void>;
}

/** Answers a request itself and returns true, or leaves it. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Starts a server that passes requests on to a registry, but for those that it answers itself.
 */
export async function startInterceptor(target: string, answer: Answer): Promise<Interceptor> {
  const lines: string[] = [];
  const server = createServer((incoming, response) => {
    lines.push(`${incoming.method} ${incoming.url}`);
    if (answer(incoming, response)) {
      incoming.resume();
      return;
    }
    // the host stays that of this server, so that locations lead here
    const onward = send(new URL(incoming.url ?? '', `http://${target}`), { method: incoming.method, headers: incoming.headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
