import { lstat, readdir } from 'fs/promises';
import type { UploadOutput } from '../../contract/agent-plan';
import { isBlank, type WireReference } from '../../contract/artifact-reference';
import { packDirectory, packFile, type PackDirectoryOptions, type PackedContent } from '../archive';
import { systemCodeOf } from '../errors';
import { packFileAsArchive, skippedReference } from './konflux';
import { readReferenceFile } from './reference-file';

/** What a step left of an output. */
export type Gathered =
  | { readonly type: 'absent' }
  | { readonly type: 'reference'; readonly reference: WireReference }
  | { readonly type: 'content'; readonly content: PackedContent };

/** How to read an output. */
export interface GatherOptions extends PackDirectoryOptions {
  readonly scratch: string;
  /** Packs files too, and minds their marker. @default false */
  readonly forKonflux?: boolean;
}

/**
 * Reads an output: packs its content, or reads the reference that the step wrote.
 *
 * An empty directory counts as absent: it was made before the steps began, so nothing tells it from one that nobody
 * wrote to.
 *
 * @throws AgentError `OUTPUT_UNREADABLE`, `OUTPUT_INVALID`, `KIND_MISMATCH` or `REFERENCE_INVALID`
 */
export async function gatherOutput(output: UploadOutput, { forKonflux = false, ...options }: GatherOptions): Promise<Gathered> {
  if (!await isWritten(output)) return { type: 'absent' };
  if (output.type === 'reference') return gatherReference(output);
  if (forKonflux) return gatherForKonflux(output, options);
  const content = output.kind === 'directory' ? await packDirectory(output.path, options) : await packFile(output.path);
  return { type: 'content', content };
}

async function gatherForKonflux(output: UploadOutput, options: GatherOptions): Promise<Gathered> {
  const reference = await skippedReference(output);
  if (reference !== undefined) return { type: 'reference', reference };
  const content = output.kind === 'directory' ? await packDirectory(output.path, options) : await packFileAsArchive(output.path, options);
  return { type: 'content', content };
}

async function gatherReference({ path }: UploadOutput): Promise<Gathered> {
  const reference = await readReferenceFile(path);
  return isBlank(reference) ? { type: 'absent' } : { type: 'reference', reference };
}

async function isWritten({ path, kind, type }: UploadOutput): Promise<boolean> {
  try {
    const stats = await lstat(path);
    if (type === 'reference' || kind === 'file' || !stats.isDirectory()) return true;
    return (await readdir(path)).length > 0;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false;
    // unreadable: packing says it with owner and mode
    if (systemCodeOf(error) === 'EACCES') return true;
    throw error;
  }
}
