import { parseManifest } from '../agent/artifact/manifest';
import { AgentError } from '../agent/errors';
import type { ArtifactStore } from '../agent/stores/store';
import { ANNOTATIONS } from '../contract/annotations';
import type { ArtifactKindName } from '../contract/artifact-kind';
import { isDigest, type Digest } from '../contract/digest';
import { UsageError } from './command';

/** An artifact as its manifest describes it. */
export interface ListedArtifact {
  readonly tag: string;
  /** Of the manifest: `<uri>@<digest>` is its reference. */
  readonly digest: Digest;
  readonly uri: string;
  readonly name: string;
  /** `other`: something that is no artifact, an index or an image. */
  readonly kind: ArtifactKindName | 'other';
  readonly mediaType: string;
  /** Bytes as stored. */
  readonly size: number;
  readonly namespace: string;
  readonly pipelineRun: string;
  readonly taskRun: string;
  /** RFC 3339, '' when unknown. */
  readonly created: string;
}

/** All tagged artifacts of a store, the oldest first. */
export async function listArtifacts(store: ArtifactStore): Promise<ListedArtifact[]> {
  const found: ListedArtifact[] = [];
  // One after the other: registries answer a burst with 429.
  for (const tag of await store.list('')) found.push(await describe(store, tag));
  return found.sort((a, b) => a.created.localeCompare(b.created) || a.tag.localeCompare(b.tag));
}

/**
 * Finds what a person calls an artifact: by its tag, its digest or the start of it, or by its name (the newest).
 *
 * @throws UsageError when there is none, or a digest's start fits several
 */
export async function findArtifact(store: ArtifactStore, text: string): Promise<Digest> {
  if (isDigest(text)) return text;
  const all = await listArtifacts(store);
  const hex = text.replace(/^sha256:/, '');
  const byDigest = /^[0-9a-f]{6,}$/.test(hex) ? [...new Set(all.map(({ digest }) => digest))].filter((digest) => digest.startsWith(`sha256:${hex}`)) : [];
  if (byDigest.length > 1) throw new UsageError(`'${text}' is the start of ${byDigest.length} digests, give more of it: ${byDigest.join(', ')}`);
  const found = byDigest[0] ?? all.find(({ tag }) => tag === text)?.digest ?? all.filter(({ name }) => name === text).at(-1)?.digest;
  if (found !== undefined) return found;
  throw new UsageError(`'${store.location}' has no artifact '${text}', expected a name, tag or digest that 'cdk8s-tekton artifact ls' shows`);
}

async function describe(store: ArtifactStore, tag: string): Promise<ListedArtifact> {
  const stored = await store.manifest(tag);
  const common = { tag, digest: stored.descriptor.digest, uri: store.location };
  try {
    const { kind, layer, annotations } = parseManifest(stored, `${store.location}:${tag}`);
    const text = (name: string): string => annotations[name] ?? '';
    return {
      ...common,
      name: text(ANNOTATIONS.name),
      kind,
      mediaType: layer.mediaType,
      size: layer.size,
      namespace: text(ANNOTATIONS.namespace),
      pipelineRun: text(ANNOTATIONS.pipelineRun),
      taskRun: text(ANNOTATIONS.taskRun),
      created: text(ANNOTATIONS.created),
    };
  } catch (error) {
    if (!(error instanceof AgentError && error.code === 'REFERENCE_INVALID')) throw error;
    const { mediaType, size } = stored.descriptor;
    return { ...common, name: '', kind: 'other', mediaType, size, namespace: '', pipelineRun: '', taskRun: '', created: '' };
  }
}
