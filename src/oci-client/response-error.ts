import { parseJsonObject } from '../contract/json';
import { readBody } from '../http-client/body';
import type { Call } from '../http-client/call';
import type { HttpResponse } from '../http-client/exchange';
import { codeOfStatus, retryAfterOf } from '../http-client/failed-status';
import { shownText, shownUrl } from '../http-client/redact';
import { OciError, type OciErrorCode, type RegistryErrorEntry } from './errors';

const MAX_ERROR_BODY = 64 * 1024;
const MAX_ENTRIES = 5;

/** Codes of the distribution specification that say more than their status; of several the first counts. */
const BY_ENTRY: Readonly<Record<string, OciErrorCode>> = {
  // Distribution 2.8 blames the manifest's digest as well.
  MANIFEST_BLOB_UNKNOWN: 'NOT_FOUND',
  DIGEST_INVALID: 'DIGEST_MISMATCH',
  SIZE_INVALID: 'SIZE_MISMATCH',
  TOOMANYREQUESTS: 'RATE_LIMITED',
  UNSUPPORTED: 'UNSUPPORTED',
  // The registry, or the one of its replicas that answered, has lost an upload: another one can be opened.
  BLOB_UPLOAD_UNKNOWN: 'UNAVAILABLE',
};

const HINTS: Partial<Readonly<Record<OciErrorCode, string>>> = {
  NOT_FOUND: 'check that it was pushed here and has not been deleted since',
  DENIED: 'check what these credentials may do here',
  DIGEST_MISMATCH: 'the content changed on its way to the registry',
  TOO_LARGE: 'raise the limit of the registry or of the proxy before it',
  RATE_LIMITED: 'try again later',
};

/** An error from an answer that was not expected; ends the answer. */
export async function failedResponse(response: HttpResponse, secrets: readonly string[], call: Call): Promise<OciError> {
  const entries = await readEntries(response, secrets, call);
  const { status } = response;
  const code = codeOf(status, entries);
  const words = entries.map((entry) => `${entry.code}: ${entry.message}`).join('; ');
  const hint = hintFor(code, entries);
  const message = `${shownUrl(response.url)} answered ${status}${words === '' ? '' : ` (${words})`}${hint === undefined ? '' : `, ${hint}`}`;
  return new OciError(code, message, { status, entries, retryAfter: retryAfterOf(response) });
}

function hintFor(code: OciErrorCode, entries: readonly RegistryErrorEntry[]): string | undefined {
  return entries.some((entry) => entry.code === 'NAME_UNKNOWN')
    ? 'check the name of the repository, some registries want it to be created before the first push'
    : HINTS[code];
}

function codeOf(status: number, entries: readonly RegistryErrorEntry[]): OciErrorCode {
  const [, named] = Object.entries(BY_ENTRY).find(([name]) => entries.some((entry) => entry.code === name)) ?? [];
  return (status < 500 ? named : undefined) ?? codeOfStatus(status);
}

async function readEntries(response: HttpResponse, secrets: readonly string[], call: Call): Promise<RegistryErrorEntry[]> {
  // What the body says is a help only: an error while reading it must not hide the status.
  const body = await readBody(response, MAX_ERROR_BODY, call).catch(() => Buffer.alloc(0));
  return entriesIn(body.toString('utf8')).slice(0, MAX_ENTRIES).map(({ code, message }) => ({
    code: shownText(code, secrets),
    message: shownText(message, secrets),
  }));
}

function entriesIn(text: string): RegistryErrorEntry[] {
  const { errors, error, error_description: description, details } = parseJsonObject(text) ?? {};
  if (Array.isArray(errors)) {
    return errors.map((entry: Partial<RegistryErrorEntry> | null) => ({
      code: String(entry?.code ?? 'UNKNOWN'),
      message: String(entry?.message ?? ''),
    }));
  }
  // Token services answer as OAuth2 has it, or in a way of their own (Docker Hub: details).
  const message = description ?? details;
  return typeof error === 'string' || message !== undefined
    ? [{ code: String(error ?? 'UNKNOWN'), message: String(message ?? '') }]
    : [];
}
