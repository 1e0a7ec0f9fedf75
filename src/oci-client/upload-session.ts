import type { ContentSource } from '../contract/content-source';
import type { Descriptor } from '../contract/descriptor';
import { discard } from '../http-client/body';
import type { Call } from '../http-client/call';
import type { HttpResponse } from '../http-client/exchange';
import { resolveFrom } from '../http-client/transport';
import { OciError } from './errors';
import type { RegistrySession } from './registry-session';

/** Milliseconds. */
const CANCEL_DEADLINE = 5_000;

/** What it takes to upload. */
export const PUSH = ['pull', 'push'] as const;

/** An upload the registry has opened. */
export interface UploadSession {
  /** Where to send to next. */
  location: URL;
  /** Smallest chunk but for the last one. */
  readonly minChunk: number;
}

/** Reads where an upload that was opened goes. @throws OciError `INVALID_RESPONSE` */
export function sessionOf(response: HttpResponse): UploadSession {
  const { location } = response.headers;
  if (location === undefined) {
    throw new OciError('INVALID_RESPONSE', 'the registry opened an upload but gave no Location for it');
  }
  const minChunk = Number(response.headers['oci-chunk-min-length'] ?? 0);
  return { location: resolveFrom(response.url, location), minChunk: Number.isSafeInteger(minChunk) ? minChunk : 0 };
}

/** Takes over where to send to next, where an answer says it. */
export function follow(session: UploadSession, { url, headers: { location } }: HttpResponse): void {
  if (location !== undefined) {
    session.location = resolveFrom(url, location);
  }
}

/** What is sent to an upload. */
export interface UploadRequest {
  readonly method: 'PUT' | 'PATCH';
  readonly target: URL;
  /** @default - none */
  readonly body?: ContentSource;
  /** @default - none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends to an upload, once. */
export async function sendTo(registry: RegistrySession, { method, target, body, headers }: UploadRequest, call: Call): Promise<HttpResponse> {
  const response = await registry.requestOnce({
    method,
    target,
    actions: PUSH,
    headers: { 'content-type': 'application/octet-stream', ...headers },
    body,
    // 202 by the specification for a chunk, 201 for the whole; each is seen for the other, and 204 for both
    expect: [201, 202, 204],
  }, call);
  await discard(response, call);
  return response;
}

/** Frees what the registry keeps of an upload; it would by itself, after days. */
export async function cancelUpload(registry: RegistrySession, { location }: UploadSession, call: Call): Promise<void> {
  if (location.origin !== registry.origin.origin) {
    return;
  }
  const last = call.afterwards({ tries: 1, deadline: CANCEL_DEADLINE });
  await registry.command({ method: 'DELETE', target: location, actions: PUSH, expect: [202, 204] }, last).catch(() => undefined);
}

/** Where an upload is ended. Added as text: URLSearchParams would write the rest of the query anew, and with it a signature. */
export function withDigest({ location }: UploadSession, { digest }: Descriptor): URL {
  const url = new URL(location);
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
  return url;
}
