import type { ArtifactStore } from '../agent/stores/store';
import type { Digest } from '../contract/digest';
import { isMissing } from './artifact-missing';
import type { StoredTree } from './artifact-tree';

/**
 * Deletes everything in a tree, what refers to others first: it can be done again after it broke off.
 *
 * @param done hears of each manifest that is gone
 */
export async function deleteTree(store: ArtifactStore, tree: StoredTree, done: (digest: Digest) => void): Promise<void> {
  for (const child of tree.children) await deleteTree(store, child, done);
  // a run of a store that groups nothing is no manifest
  if (tree.mediaType === '') return;
  try {
    await store.delete(tree.digest);
  } catch (error) {
    // by another one who deletes the same
    if (!isMissing(error)) throw error;
  }
  done(tree.digest);
}
