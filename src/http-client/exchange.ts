import { request as httpRequest, type Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'http';
import { request as httpsRequest } from 'https';
import { Readable } from 'stream';
import type { ContentSource } from '../contract/content-source';
import { seconds, type Call } from './call';
import { TransferError } from './errors';
import { networkError } from './network-error';
import { shownUrl } from './redact';
import { Watchdog } from './watchdog';

/** A request as it goes over one connection. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: ContentSource;
}

/** An answer whose body must be read to its end, or destroyed. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** Where the answer came from, after redirects. */
  readonly url: URL;
}

/** How to reach a server: the agent, and for plain http through a proxy the proxy itself. */
export interface Route {
  readonly agent: Agent;
  readonly proxy?: { readonly url: URL; readonly authorization?: string };
}

/** The connection of an earlier request was closed while this one was sent on it. */
export class StaleConnectionError extends TransferError {}

/**
 * Sends one request and waits for the head of the answer.
 *
 * The body is streamed with its size as Content-Length. It is checked to have
 * that size: a shorter one would leave the server waiting.
 *
 * @throws TransferError of the network, `TIMEOUT`, `SIZE_MISMATCH` or `ABORTED`.
 */
export function exchange(request: HttpRequest, route: Route, call: Call): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    call.throwIfEnded();
    const client = open(request, route);
    const watchdog = new Watchdog((timeout) => client.destroy(stalled(request.url, timeout)));
    let stopBody: () => void = () => undefined;
    const onAbort = () => client.destroy(call.ended());
    call.signal.addEventListener('abort', onAbort, { once: true });

    watchdog.arm(call.timing.connectTimeout);
    onConnected(client, () => {
      watchdog.arm(call.timing.stallTimeout);
      if (request.body === undefined) {
        client.end();
      } else {
        stopBody = sendBody(client, request.body, watchdog, call);
      }
    });
    client.once('response', (response) => {
      watchdog.disarm();
      leaveIfUnsent(client, response, stopBody);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response, url: request.url });
    });
    // Listens as long as the request lives: a second error must not be unhandled.
    client.on('error', (error) => {
      watchdog.disarm();
      stopBody();
      reject(failure(error, client, request));
    });
    client.once('close', () => {
      watchdog.disarm();
      stopBody();
      call.signal.removeEventListener('abort', onAbort);
    });
  });
}

function open(request: HttpRequest, route: Route): ClientRequest {
  const { url, method } = request;
  const headers: OutgoingHttpHeaders = { ...request.headers };
  if (request.body !== undefined || method === 'POST' || method === 'PUT' || method === 'PATCH') {
    headers['content-length'] = request.body?.size ?? 0;
  }
  const { agent, proxy } = route;
  if (proxy === undefined) {
    return (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, { method, headers, agent });
  }
  if (proxy.authorization !== undefined) {
    headers['proxy-authorization'] = proxy.authorization;
  }
  const send = proxy.url.protocol === 'https:' ? httpsRequest : httpRequest;
  return send(proxy.url, { method, headers: { ...headers, host: url.host }, agent, path: `${url.origin}${url.pathname}${url.search}` });
}

function onConnected(client: ClientRequest, connected: () => void): void {
  client.once('socket', (socket) => {
    if (client.reusedSocket || !socket.connecting) {
      connected();
    } else {
      socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
    }
  });
}

/** Streams the body, watching only while the server is the one to wait for. Returns how to stop. */
function sendBody(client: ClientRequest, body: ContentSource, watchdog: Watchdog, call: Call): () => void {
  const { stallTimeout, commitTimeout } = call.timing;
  const source = openSource(body);
  let sent = 0;
  source.on('data', (chunk: Uint8Array) => {
    sent += chunk.length;
    if (sent > body.size) {
      client.destroy(wrongSize(body.size, 'more'));
    } else if (!client.write(chunk)) {
      source.pause();
      watchdog.arm(stallTimeout);
    } else {
      watchdog.disarm();
    }
  });
  client.on('drain', () => {
    watchdog.disarm();
    source.resume();
  });
  source.once('end', () => {
    if (sent < body.size) {
      client.destroy(wrongSize(body.size, `only ${sent}`));
      return;
    }
    client.end();
    watchdog.arm(commitTimeout);
  });
  source.on('error', (error) => client.destroy(
    new TransferError('UNREADABLE', `the content to send cannot be read: ${error.message}`, { cause: error })));
  return () => source.destroy();
}

/** A source that cannot even be opened fails like one that breaks. */
function openSource(body: ContentSource): Readable {
  try {
    return body.open();
  } catch (error) {
    return new Readable({ read(): void { this.destroy(error as Error); } });
  }
}

/** An answer before the end of the body: nobody reads the rest, so the connection is of no more use. */
function leaveIfUnsent(client: ClientRequest, response: IncomingMessage, stopBody: () => void): void {
  if (!client.writableEnded) {
    stopBody();
    response.once('close', () => client.destroy());
    response.once('end', () => client.destroy());
  }
}

function failure(error: Error, client: ClientRequest, { url, body }: HttpRequest): TransferError {
  const failed = networkError(error, url);
  // With a body it is not known what of it arrived: to send a chunk twice would spoil an upload.
  return client.reusedSocket && body === undefined && failed.code === 'UNAVAILABLE'
    ? new StaleConnectionError(failed.code, failed.message, { cause: failed.cause })
    : failed;
}

function stalled(url: URL, timeout: number): TransferError {
  return new TransferError('TIMEOUT', `${shownUrl(url)} did not answer or take data for ${seconds(timeout)}`);
}

function wrongSize(expected: number, actual: string): TransferError {
  return new TransferError('SIZE_MISMATCH', `the content to send was to have ${expected} bytes but has ${actual}, it must not change while it is uploaded`);
}
