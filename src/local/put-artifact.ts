import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadOutputs } from '../agent/commands/upload';
import { ERROR_RESULT, ERROR_RESULT_VARIABLE } from '../contract/agent-plan';
import type { PutArtifact } from './run';

/**
 * Puts a file or directory into a store as the upload step of a Task would: the agent's own code, the same format.
 *
 * The program should have called the agent's `workerMain()`, else large directories are packed in memory.
 */
export const putArtifactByAgent: PutArtifact = async (name, path, kind, store) => {
  const directory = await mkdtemp(join(tmpdir(), 'cdk8s-tekton-input-'));
  try {
    await uploadOutputs({
      default: { 'enabled': 'true', 'backend': 'directory', 'directory.path': store },
      scratch: directory,
      containers: 1,
      outputs: [{ name, kind, path, storage: 'external' }],
    }, {
      env: { [ERROR_RESULT_VARIABLE]: join(directory, ERROR_RESULT) },
      signal: new AbortController().signal,
      print: () => undefined,
      now: () => new Date(),
    });
    return JSON.parse(await readFile(join(directory, name), 'utf8')) as { uri: string; digest: string };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};
