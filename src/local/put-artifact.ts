import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storePath } from '../agent/artifact/store-path';
import { DirectoryStore } from '../agent/stores/directory';
import type { PutArtifact } from './run';

/** A person stores it, no run. */
const NO_RUN = { namespace: '', pipelineRun: '', taskRun: '' };

/**
 * Puts a file or directory into a store as the upload step of a Task would: the agent's own code, the same format.
 *
 * The program should have called the agent's `workerMain()`, else large directories are packed in memory.
 */
export const putArtifactByAgent: PutArtifact = async (name, path, kind, directory, signal) => {
  const scratch = await mkdtemp(join(tmpdir(), 'cdk8s-tekton-input-'));
  try {
    const store = new DirectoryStore(directory, undefined, signal);
    return await storePath(store, { name, kind, path, scratch, signal, run: NO_RUN });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
