import { randomUUID } from 'crypto';
import { lstat, mkdir, readdir, rename, rm, stat, writeFile } from 'fs/promises';
import { basename, dirname, join } from 'path';
import type { UploadOutput } from '../../contract/agent-plan';
import type { WireReference } from '../../contract/artifact-reference';
import { parseDigest } from '../../contract/digest';
import type { StorageConfig } from '../../contract/storage-config';
import { makeDirectories } from '../../private/make-directories';
import { packDirectory, packFile, type PackDirectoryOptions, type PackedContent } from '../archive';
import { AgentError } from '../errors';
import { readReferenceFile } from './reference-file';

// What Konflux's build-trusted-artifacts does, as far as it is seen from outside.

/** The file by which a step says that its directory is not to be stored. */
export const SKIP_MARKER = '.skip-trusted-artifacts';

/** What their script stores where there is nothing to store: 10240 zeros of GNU tar, by gzip -n. */
export const EMPTY_ARCHIVE = parseDigest('sha256:85cea451eec057fa7e734548ca3ba6d779ed5836a3f9de14b8394575ef0d7d8e');

/** The layer of their archives. They leave out `+gzip`, and read neither. */
export const KONFLUX_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** Whether artifacts are stored for the Tasks of Konflux. */
export function isKonflux(storage: StorageConfig): boolean {
  return storage.backend === 'oci' && storage['oci.profile'] === 'konflux';
}

/** @throws AgentError `CONFIG_INVALID` for an output that Tasks of Konflux could not read */
export function checkForKonflux(outputs: readonly UploadOutput[]): void {
  const odd = outputs.find(({ type, codec, indexed, storage }) => type !== 'reference' && (codec !== 'string' || indexed || storage === 'inline'));
  if (odd === undefined) return;
  const why = odd.indexed ? 'is part of an index: have fewer outputs in the Task'
    : odd.codec === 'string' ? 'is declared inline: drop the storage hint' : "hands on an object: declare it with codec 'string'";
  throw new AgentError('CONFIG_INVALID', `oci.profile is 'konflux' and output '${odd.name}' ${why}, Tasks of Konflux read 'oci:<repository>@sha256:<hex>'`);
}

/** The reference to hand on instead of storing a directory with a marker in it; undefined where there is none. */
export async function skippedReference({ path, kind }: UploadOutput): Promise<WireReference | undefined> {
  if (kind !== 'directory') return undefined;
  const marker = join(path, SKIP_MARKER);
  const isMarked = await lstat(marker).then(() => true, () => false);
  return isMarked ? readReferenceFile(marker) : undefined;
}

/** Packs a file as they do: an archive with the file alone. */
export async function packFileAsArchive(path: string, options: PackDirectoryOptions & { readonly scratch: string }): Promise<PackedContent> {
  const folder = join(options.scratch, `konflux-${randomUUID()}`);
  const content = await packFile(path);
  try {
    await mkdir(folder);
    await writeFile(join(folder, basename(path)), content.open(), { mode: (await stat(path)).mode & 0o777 });
    return await packDirectory(folder, options);
  } finally {
    await content.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Takes the only file out of an extracted archive.
 *
 * @throws AgentError `KIND_MISMATCH` for one with anything else in it
 */
export async function takeOnlyFile(folder: string, path: string, place: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const [only] = entries;
  if (entries.length !== 1 || only === undefined || !only.isFile()) {
    throw new AgentError('KIND_MISMATCH', `expected a file at '${path}' but '${place}' is an archive with ${entries.length} entries: declare a directory`);
  }
  await makeDirectories(dirname(path));
  await rename(join(folder, only.name), path);
}
