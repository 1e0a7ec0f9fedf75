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

/** A store that finds manifests by what they refer to (`subject`): OCI registries. */
export interface ReferrerStore extends ArtifactStore {
  /** What a tag stands for; undefined for nothing. */
  digestOf(tag: string): Promise<Digest | undefined>;

  /** The manifests that refer to another one. */
  referrers(subject: Digest): Promise<Descriptor[]>;

  /** Lists the manifests with a subject that were put since the last call, where the registry does not do it itself. */
  fileReferrers(options?: FileReferrersOptions): Promise<void>;
}

/** Whether a store finds manifests by what they refer to. */
export function keepsReferrers(store: ArtifactStore): store is ReferrerStore {
  return 'fileReferrers' in store;
}
