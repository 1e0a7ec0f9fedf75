import type { Call } from '../http-client/call';
import { OciError } from './errors';
import { pages } from './pages';
import type { RegistrySession } from './registry-session';

/** All tags of a repository, page by page, in the registry's order. */
export async function* listTags(session: RegistrySession, pageSize: number | undefined, call: Call): AsyncGenerator<string> {
  const target = `tags/list${pageSize === undefined ? '' : `?n=${pageSize}`}`;
  for await (const { content } of pages(session, { target, expect: [200] }, call)) {
    yield* parseTags(content);
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
