import type { Descriptor } from '../../contract/descriptor';
import type { Digest } from '../../contract/digest';
import type { ArtifactStore } from './store';

/** How to list referrers. */
export interface FileReferrersOptions {
  /** Nobody else lists referrers of the same subjects meanwhile: no waiting for other writers. @default false */
  readonly alone?: boolean;
  /** @default - waits as long as any request may take */
  readonly signal?: AbortSignal;
}

/** What registries can besides: they find manifests by what they refer to (`subject`), and blobs by their digest alone. */
export interface RegistryStore extends ArtifactStore {
  /** What a tag or digest stands for; undefined for nothing. */
  find(reference: string): Promise<Descriptor | undefined>;

  /** Takes a blob over from another repository without sending it, if both are of one registry that does that. */
  mount(blob: Digest, from: RegistryStore): Promise<boolean>;

  /** A blob that no manifest may tell of; undefined for none. */
  blob(digest: Digest): Promise<Descriptor | undefined>;

  /** The manifests that refer to another one. */
  referrers(subject: Digest): Promise<Descriptor[]>;

  /** Lists the manifests with a subject that were put since the last call, where the registry does not do it itself. */
  fileReferrers(options?: FileReferrersOptions): Promise<void>;
}

/** Whether a store is a registry. */
export function isRegistry(store: ArtifactStore): store is RegistryStore {
  return 'fileReferrers' in store;
}
