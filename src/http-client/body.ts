import type { Call } from './call';
import { seconds } from './call';
import { TransferError } from './errors';
import type { HttpResponse } from './exchange';
import { networkError } from './network-error';
import { shownUrl } from './redact';
import { Watchdog } from './watchdog';

/** More than this is not read of an answer nobody needs. */
const DISCARD_LIMIT = 64 * 1024;

/**
 * Reads a whole body into memory.
 *
 * @throws TransferError `TOO_LARGE` over the limit, `TIMEOUT` or `UNAVAILABLE` if it breaks off.
 */
export async function readBody(response: HttpResponse, limit: number, call: Call): Promise<Buffer> {
  const { body, url, headers } = response;
  if (Number(headers['content-length'] ?? 0) > limit) {
    body.destroy();
    throw tooLarge(url, limit);
  }
  return collect(response, limit, call);
}

/**
 * Ends an answer nobody reads, keeping the connection if little is left.
 *
 * How much is left its body shows: an answer to HEAD has a Content-Length and no body.
 */
export async function discard(response: HttpResponse, call: Call): Promise<void> {
  await collect(response, DISCARD_LIMIT, call).catch(() => undefined);
}

async function collect({ body, url }: HttpResponse, limit: number, call: Call): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const watchdog = new Watchdog((timeout) => body.destroy(
    new TransferError('TIMEOUT', `${shownUrl(url)} sent nothing for ${seconds(timeout)}`)));
  try {
    watchdog.arm(call.timing.stallTimeout);
    for await (const chunk of body as AsyncIterable<Buffer>) {
      watchdog.arm(call.timing.stallTimeout);
      size += chunk.length;
      if (size > limit) {
        throw tooLarge(url, limit);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    body.destroy();
    throw call.signal.aborted ? call.ended() : networkError(error, url);
  } finally {
    watchdog.disarm();
  }
  return Buffer.concat(chunks);
}

function tooLarge(url: URL, limit: number): TransferError {
  return new TransferError('TOO_LARGE', `the answer of ${shownUrl(url)} has more than ${limit} bytes`);
}
