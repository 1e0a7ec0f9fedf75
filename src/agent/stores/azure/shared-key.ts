import { createHmac } from 'crypto';
import type { HttpRequest } from '../../../http-client/exchange';

/** The headers that are signed on a line of their own, in this order. */
const LINES = [
  'content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date',
  'if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range',
];

/**
 * The Authorization header of a request to Azure Storage by the key of the account.
 *
 * @param request with its `x-ms-date` and `x-ms-version`
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 */
export function sharedKeyAuthorization({ method, url, headers, body }: HttpRequest, account: string, key: Buffer): string {
  const sent: Record<string, string> = { ...headers, 'content-length': body?.size ? String(body.size) : '' };
  const own = Object.keys(headers).filter((name) => name.startsWith('x-ms-')).sort().map((name) => `${name}:${headers[name]}`);
  const text = [method, ...LINES.map((name) => sent[name] ?? ''), ...own, canonicalResource(url, account)].join('\n');
  return `SharedKey ${account}:${createHmac('sha256', key).update(text).digest('base64')}`;
}

function canonicalResource(url: URL, account: string): string {
  const query = [...url.searchParams].map(([name, value]) => `${name.toLowerCase()}:${value}`).sort();
  return [`/${account}${url.pathname}`, ...query].join('\n');
}
