import { once } from 'events';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { text } from 'stream/consumers';

/** A server of somebody else, who writes down what comes. */
export interface Elsewhere {
  readonly origin: string;
  /** Whole requests, as text. */
  readonly seen: string[];
  stop(): Promise<void>;
}

/** Starts it: it answers `/<status>/...` with that status and a page. */
export async function startElsewhere(): Promise<Elsewhere> {
  const seen: string[] = [];
  const server = createServer((request, response) => void text(request).then((body) => {
    seen.push([request.method, request.url, ...request.rawHeaders, body].join('\n'));
    const [, status = '404'] = /^\/(\d{3})\//.exec(request.url ?? '') ?? [];
    response.writeHead(Number(status), { 'content-type': 'text/html' }).end('<html>please log in</html>');
  }, () => response.destroy())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
