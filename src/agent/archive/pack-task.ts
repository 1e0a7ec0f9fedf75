import { createHash } from 'crypto';
import type { WorkerTask } from '../block-channel';
import { packTree, type PackTreeStats } from './pack-tree';

export interface PackTaskData {
  readonly directory: string;
  /** Time of all entries, in seconds since 1970. */
  readonly mtime: number;
}

export interface PackTaskResult extends PackTreeStats {
  /** sha256 of the archive before compression, in hex. */
  readonly sha256: string;
}

/** Packs a directory and sends the blocks of the archive. */
export const packTask: WorkerTask<PackTaskData, PackTaskResult> = ({ directory, mtime }, channel) => {
  const hash = createHash('sha256');
  const stats = packTree(directory, mtime, block => {
    hash.update(block);
    channel.send(block);
  });
  return { ...stats, sha256: hash.digest('hex') };
};
