import { createHash } from 'crypto';
import type { WorkerTask } from '../block-channel';
import { extractTree, type ExtractTreeStats } from './extract-tree';
import type { ArchiveLimits } from './limits';
import type { Modes } from './modes';
import type { SymlinkPolicy } from './symlink-policy';

export interface ExtractTaskData {
  /** An empty directory that only the agent can reach. */
  readonly root: string;
  readonly policy: SymlinkPolicy;
  readonly limits: ArchiveLimits;
  readonly modes?: Modes;
}

export interface ExtractTaskResult extends ExtractTreeStats {
  /** sha256 of the uncompressed archive, to its last byte, in hex. */
  readonly sha256: string;
}

/** Extracts the archive whose uncompressed blocks it receives. */
export const extractTask: WorkerTask<ExtractTaskData, ExtractTaskResult> = ({ root, policy, limits, modes }, channel) => {
  const hash = createHash('sha256');
  const stats = extractTree(root, policy, limits, () => {
    const block = channel.receive();
    if (block !== undefined) {
      hash.update(block);
    }
    return block;
  }, modes);
  return { ...stats, sha256: hash.digest('hex') };
};
