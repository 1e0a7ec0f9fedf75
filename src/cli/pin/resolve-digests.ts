import { inParallel } from '../../agent/in-parallel';
import { OciClient, Reference } from '../../oci-client';
import type { OciClientOptions } from '../../oci-client';

/** What a registry said about a name: a digest, or why there is none. */
export type Resolved = { readonly digest: string } | { readonly problem: string };

const AT_ONCE = 6;

/**
 * Asks registries what tags mean now.
 *
 * The digest of a multi-platform image is that of its index, so that one pin holds for all platforms.
 */
export async function resolveDigests(
  names: readonly string[], options: OciClientOptions, signal: AbortSignal,
): Promise<ReadonlyMap<string, Resolved>> {
  const client = new OciClient(options);
  try {
    return new Map(await inParallel(names, AT_ONCE, async (name): Promise<[string, Resolved]> => [name, await resolve(client, name, signal)]));
  } finally {
    client.close();
  }
}

async function resolve(client: OciClient, name: string, signal: AbortSignal): Promise<Resolved> {
  try {
    const reference = Reference.parse(name);
    const found = await client.repository(reference).manifests.head(reference.tag ?? 'latest', { signal });
    return found ? { digest: found.digest } : { problem: `'${name}' is not there, or your credentials may not read it` };
  } catch (error) {
    if (signal.aborted) throw error;
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
