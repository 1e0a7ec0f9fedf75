import * as z from 'zod/mini';
import { parseJson } from '../../../contract/json';
import { readBody } from '../../../http-client/body';
import type { Call } from '../../../http-client/call';
import { TransferError, type ServerErrorEntry, type TransferErrorCode } from '../../../http-client/errors';
import type { HttpResponse } from '../../../http-client/exchange';
import { codeOfStatus, retryAfterOf } from '../../../http-client/failed-status';
import { shownText, shownUrl } from '../../../http-client/redact';
import { textOf } from './xml';

const MAX_ERROR_BODY = 64 * 1024;

/** Words of the services that say more than their status. */
const BY_WORD: { readonly [word: string]: TransferErrorCode | undefined } = {
  // what passes
  RequestTimeout: 'TIMEOUT',
  OperationAborted: 'UNAVAILABLE',
  ConditionalRequestConflict: 'UNAVAILABLE',
  SlowDown: 'RATE_LIMITED',
  ServerBusy: 'RATE_LIMITED',
  // what newer credentials mend, although its status is 400
  ExpiredToken: 'UNAUTHORIZED',
  ExpiredTokenException: 'UNAUTHORIZED',
  TokenRefreshRequired: 'UNAUTHORIZED',
  InvalidAuthenticationInfo: 'UNAUTHORIZED',
  // some services say it with 404
  InvalidAccessKeyId: 'UNAUTHORIZED',
  XAdminUserNotFound: 'UNAUTHORIZED',
  SignatureDoesNotMatch: 'UNAUTHORIZED',
  // the bytes are not those of their digest
  XAmzContentSHA256Mismatch: 'DIGEST_MISMATCH',
  BadDigest: 'DIGEST_MISMATCH',
  Md5Mismatch: 'DIGEST_MISMATCH',
};

const HINTS: { readonly [word: string]: string | undefined } = {
  NoSuchBucket: 'check the name of the bucket, it has to be created first',
  ContainerNotFound: 'check the name of the container, it has to be created first',
  AuthorizationHeaderMalformed: 'check the region',
  PermanentRedirect: 'the bucket is in another region or at another endpoint',
  SignatureDoesNotMatch: 'check the secret key',
  InvalidAccessKeyId: 'check the access key',
  XAdminUserNotFound: 'check the access key',
  RequestTimeTooSkewed: 'set the clock of the node',
};

const HINTS_BY_CODE: Partial<Readonly<Record<TransferErrorCode, string>>> = {
  UNAUTHORIZED: 'check that credentials are there, right and not expired',
  DENIED: 'check what these credentials may do there',
  RATE_LIMITED: 'try again later',
};

/** An error from an answer that was not expected; ends the answer. @param missing why the request had no credentials */
export async function failedAnswer(response: HttpResponse, secrets: readonly string[], call: Call, missing?: string): Promise<TransferError> {
  // What the body says is a help only: an error while reading it must not hide the status.
  const body = await readBody(response, MAX_ERROR_BODY, call).catch(() => Buffer.alloc(0));
  return explained(response, body, secrets, missing);
}

/** The same, of an answer whose body is read: some services say of a failure first that all went well. */
export function explained(response: HttpResponse, body: Buffer, secrets: readonly string[], missing?: string): TransferError {
  const { status, url, headers } = response;
  const entry = entryOf(body, headers['x-ms-error-code']);
  const code = (entry && BY_WORD[entry.code]) ?? codeOfStatus(status);
  const words = entry && [entry.code, entry.message].map((text) => shownText(text, secrets)).filter((text) => text !== '').join(': ');
  const region = status === 301 || status === 400 ? headers['x-amz-bucket-region'] : undefined;
  const isRefusal = code === 'UNAUTHORIZED' || code === 'DENIED';
  const unnamed = (isRefusal ? missing : undefined) ?? HINTS_BY_CODE[code];
  const hint = region === undefined ? (entry && HINTS[entry.code]) ?? unnamed : `the bucket is in region '${shownText(String(region), [])}'`;
  return new TransferError(
    code,
    `${shownUrl(url)} answered ${status}${words ? ` (${words})` : ''}${hint === undefined ? '' : `, ${hint}`}`,
    { status, entries: entry ? [{ code: entry.code, message: shownText(entry.message, secrets) }] : [], retryAfter: retryAfterOf(response) },
  );
}

/** `{"error": {"errors": [{"reason"}], "message"}}` of Google, `{"error", "error_description"}` of OAuth 2. */
const jsonError = z.object({
  error: z.union([
    z.string(),
    z.object({ message: z.string(), status: z.optional(z.string()), errors: z.optional(z.array(z.object({ reason: z.string() }))) }),
  ]),
  error_description: z.optional(z.string()),
});

function entryOf(body: Buffer, header: string | string[] | undefined): ServerErrorEntry | undefined {
  const json = jsonError.safeParse(parseJson(body)).data;
  if (json !== undefined) {
    const { error, error_description: description = '' } = json;
    return typeof error === 'string'
      ? { code: error, message: description }
      : { code: error.errors?.[0]?.reason ?? error.status ?? '', message: error.message };
  }
  const xml = body.toString('utf8');
  const code = textOf(xml, 'Code') ?? (header === undefined ? undefined : String(header));
  return code === undefined ? undefined : { code, message: textOf(xml, 'Message') ?? '' };
}
