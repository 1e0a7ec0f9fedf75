import type { ArtifactStore } from '../agent/stores/store';
import { isDigest, type Digest } from '../contract/digest';
import { isTag } from '../oci-client';
import { factsOf, type StoredFacts } from './artifact-facts';
import { isMissing } from './artifact-missing';
import { UsageError } from './command';

/** An artifact as its manifest describes it, with one of its tags. */
export interface ListedArtifact extends StoredFacts {
  readonly tag: string;
  /** `<uri>@<digest>` is its reference. */
  readonly uri: string;
}

/** Tags of lists of referrers, which are no artifacts. */
const REFERRERS_TAG = /^sha(?:256|512)-[0-9a-f]{64}$/;

/** All that has a tag in a store, runs too, the oldest first. */
export async function listStored(store: ArtifactStore, prefix = ''): Promise<ListedArtifact[]> {
  const found: ListedArtifact[] = [];
  // One after the other: registries answer a burst with 429.
  for (const tag of (await store.list(prefix)).filter((each) => !REFERRERS_TAG.test(each))) {
    const listed = await describe(store, tag);
    if (listed) found.push(listed);
  }
  return found.sort((a, b) => a.created.localeCompare(b.created) || a.tag.localeCompare(b.tag));
}

/** All tagged artifacts of a store, the oldest first. */
export async function listArtifacts(store: ArtifactStore): Promise<ListedArtifact[]> {
  return (await listStored(store)).filter(({ kind }) => kind !== 'pipelinerun' && kind !== 'taskrun');
}

/**
 * Finds what a person calls an artifact or a run: by its tag, its digest or the start of it, or by its name (the newest).
 *
 * @throws UsageError when there is none, or a digest's start fits several
 */
export async function findStored(store: ArtifactStore, text: string): Promise<Digest> {
  if (isDigest(text)) return text;
  const tagged = isTag(text) ? await describe(store, text) : undefined;
  if (tagged) return tagged.digest;
  const all = await listStored(store);
  const hex = text.replace(/^sha256:/, '');
  const byDigest = /^[0-9a-f]{6,}$/.test(hex) ? [...new Set(all.map(({ digest }) => digest))].filter((digest) => digest.startsWith(`sha256:${hex}`)) : [];
  if (byDigest.length > 1) throw new UsageError(`'${text}' is the start of ${byDigest.length} digests, give more of it: ${byDigest.join(', ')}`);
  const found = byDigest[0] ?? all.filter(({ name }) => name === text).at(-1)?.digest;
  if (found !== undefined) return found;
  throw new UsageError(`'${store.location}' has no artifact '${text}', expected a name, tag or digest that 'cdk8s-tekton artifact ls' shows`);
}

/** @returns undefined for a tag that went away */
async function describe(store: ArtifactStore, tag: string): Promise<ListedArtifact | undefined> {
  try {
    return { tag, uri: store.location, ...factsOf(await store.manifest(tag), `${store.location}:${tag}`) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
