import { readBody } from '../http-client/body';
import type { Call } from '../http-client/call';
import { resolveFrom } from '../http-client/transport';
import { OciError } from './errors';
import type { RegistrySession } from './registry-session';

const MAX_TAG_PAGE = 16 * 1024 * 1024;

/** All tags of a repository, page by page, in the registry's order. */
export async function* listTags(session: RegistrySession, pageSize: number | undefined, call: Call): AsyncGenerator<string> {
  const seen = new Set<string>();
  let target: string | URL | undefined = `tags/list${pageSize === undefined ? '' : `?n=${pageSize}`}`;
  while (target !== undefined) {
    const response = await session.request({ method: 'GET', target, actions: ['pull'], expect: [200] }, call);
    const { url, headers } = response;
    yield* parseTags(await readBody(response, MAX_TAG_PAGE, call));
    target = nextPage(headers.link, url);
    if (target !== undefined && seen.has(target.href)) {
      throw new OciError('INVALID_RESPONSE', 'the list of tags leads back to a page it had before');
    }
    seen.add(target?.href ?? '');
  }
}

function parseTags(body: Buffer): string[] {
  try {
    const { tags } = JSON.parse(body.toString('utf8')) as { tags?: unknown };
    // null where there are none.
    return Array.isArray(tags) ? tags.map(String) : [];
  } catch {
    throw new OciError('INVALID_RESPONSE', 'the list of tags is not JSON');
  }
}

/** The address in `Link: </v2/...>; rel="next"`. */
function nextPage(link: string | string[] | undefined, base: URL): URL | undefined {
  const next = /<([^>]*)>\s*;[^,]*rel="?next"?/i.exec(String(link ?? ''))?.[1];
  return next === undefined ? undefined : resolveFrom(base, next);
}
