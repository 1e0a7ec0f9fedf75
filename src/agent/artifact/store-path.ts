import { packDirectory, packFile, type SpoolOptions } from '../archive';
import type { ArtifactStore } from '../stores/store';
import type { ArtifactFacts } from './manifest';
import { mediaTypeFor } from './media-type-for';
import { putArtifact, type StoredArtifact } from './put-artifact';

/** What to store. */
export interface StorePathOptions extends SpoolOptions, Pick<ArtifactFacts, 'name' | 'kind' | 'run'> {
  /** The file or directory. */
  readonly path: string;
  /** @default - found in the content */
  readonly mediaType?: string;
  /** @default false */
  readonly subject?: boolean;
  /** @default - now */
  readonly created?: Date;
  /** @default - the usual one of the store */
  readonly tagPattern?: string;
  /** @default - runs to its end */
  readonly signal?: AbortSignal;
}

/**
 * Packs a file or directory and stores it: what an upload step does for one output, for other programs.
 *
 * @throws AgentError `OUTPUT_MISSING`, `KIND_MISMATCH`, `OUTPUT_UNREADABLE`, `OUTPUT_INVALID` and those of the store
 */
export async function storePath(store: ArtifactStore, options: StorePathOptions): Promise<StoredArtifact> {
  const { name, kind, run, path, subject = false, created = new Date(), tagPattern } = options;
  const content = kind === 'directory' ? await packDirectory(path, options) : await packFile(path);
  try {
    return await putArtifact(store, { name, kind, run, subject, created, mediaType: mediaTypeFor(options, content) }, content, { tagPattern });
  } finally {
    await content.dispose();
  }
}
