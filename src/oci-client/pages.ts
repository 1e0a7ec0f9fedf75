import { readBody } from '../http-client/body';
import type { Call } from '../http-client/call';
import { resolveFrom } from '../http-client/transport';
import { OciError } from './errors';
import type { ApiRequest, RegistrySession } from './registry-session';

const MAX_PAGE = 16 * 1024 * 1024;

/** One answer of a list. */
export interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly content: Buffer;
}

/** Requests a list page by page, as long as the registry links to a further one. */
export async function* pages(session: RegistrySession, first: Pick<ApiRequest, 'target' | 'expect'>, call: Call): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let target: string | URL | undefined = first.target;
  let { expect } = first;
  while (target !== undefined) {
    const request: ApiRequest = { method: 'GET', target, actions: ['pull'], expect };
    const { response: { url, headers, status }, content } = await call.retry(async () => {
      const response = await session.requestOnce(request, call);
      return { response, content: await readBody(response, MAX_PAGE, call) };
    });
    yield { status, contentType: (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '', content };
    target = nextPage(headers.link, url);
    if (target !== undefined && seen.has(target.href)) {
      throw new OciError('INVALID_RESPONSE', 'the list leads back to a page it had before');
    }
    seen.add(target?.href ?? '');
    // whether there is such a list at all the first page says: one that breaks off would pass for a shorter one
    expect = [200];
  }
}

/** The address in `Link: </v2/...>; rel="next"`. */
function nextPage(link: string | string[] | undefined, base: URL): URL | undefined {
  const next = /<([^>]*)>\s*;[^,]*rel="?next"?/i.exec(String(link ?? ''))?.[1];
  return next === undefined ? undefined : resolveFrom(base, next);
}
