import { once } from 'events';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { text } from 'stream/consumers';

/** A question as it arrived. */
export interface TokenQuestion {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly form: URLSearchParams;
}

/** A service of tokens whose answers a test gives: of a cloud, or of the node. */
export interface TokenEndpoint {
  readonly url: string;
  readonly host: string;
  readonly asked: TokenQuestion[];
  stop(): Promise<void>;
}

/** Starts it. @param answer text or JSON, or the status of a refusal */
export async function startTokenEndpoint(answer: (question: TokenQuestion, number: number) => object | string | number): Promise<TokenEndpoint> {
  const asked: TokenQuestion[] = [];
  const server = createServer((request, response) => void text(request).then((body) => {
    const question = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, form: new URLSearchParams(body) };
    const given = answer(question, asked.push(question) - 1);
    response.writeHead(typeof given === 'number' ? given : 200);
    response.end(typeof given === 'object' ? JSON.stringify(given) : typeof given === 'string' ? given : `refused: ${body}`);
  })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://${host}`, host, asked, stop };
}
