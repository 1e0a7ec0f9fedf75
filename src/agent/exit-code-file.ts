import { readFile } from 'fs/promises';
import { EXIT_CODE_VARIABLE } from '../contract/agent-plan';
import type { Invocation } from './invocation';

/** What is raised again for a step that a signal killed, or of which no code is known. */
const UNKNOWN_FAILURE = 1;

/**
 * The exit code of the step named by the env variable `EXIT_CODE_OF`; undefined when none is named.
 *
 * Tekton writes a bare number: 0 for a skipped step, -1 after a signal. Whatever is no exit code counts as a failure,
 * and so does a missing file: a run must never be green because something could not be read.
 */
export async function readExitCode({ env }: Pick<Invocation, 'env'>): Promise<number | undefined> {
  const path = env[EXIT_CODE_VARIABLE];
  if (!path) return undefined;
  const text = await readFile(path, 'utf8').catch(() => '');
  const code = /^\s*(\d{1,3})\s*$/.exec(text)?.[1];
  return code !== undefined && Number(code) <= 255 ? Number(code) : UNKNOWN_FAILURE;
}
