import * as z from 'zod/mini';
import { ANNOTATIONS } from '../../contract/annotations';
import type { Descriptor } from '../../contract/descriptor';
import { parseJson } from '../../contract/json';
import { MEDIA_TYPES } from '../../contract/media-types';
import { descriptorSchema } from '../descriptor-schema';
import { AgentError } from '../errors';
import type { StoredManifest } from '../stores/store';
import { documentOf, type Document } from './manifest';

/** One output in an index. */
export interface IndexEntry {
  readonly name: string;
  /** Of its manifest, in the same repository. */
  readonly manifest: Descriptor;
}

/**
 * Writes the index of all outputs of a TaskRun, told apart by their name.
 *
 * @param subject the manifest that it belongs to
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md
 */
export function artifactIndex(entries: readonly IndexEntry[], subject?: Descriptor): Document {
  return documentOf(MEDIA_TYPES.index, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.index,
    artifactType: MEDIA_TYPES.artifact,
    manifests: entries.map(({ name, manifest: { mediaType, digest, size } }) => ({
      mediaType,
      digest,
      size,
      artifactType: MEDIA_TYPES.artifact,
      annotations: { [ANNOTATIONS.name]: name },
    })),
    ...subject ? { subject } : {},
  });
}

const indexSchema = z.looseObject({ manifests: z.array(descriptorSchema) });

/**
 * Finds an output in an index.
 *
 * @returns undefined when the TaskRun did not produce it
 * @throws AgentError `REFERENCE_INVALID` when this is no index
 */
export function selectFromIndex({ content }: StoredManifest, name: string, place: string): IndexEntry | undefined {
  const result = indexSchema.safeParse(parseJson(content));
  if (!result.success) {
    throw new AgentError('REFERENCE_INVALID', `'${place}' is not an index of artifacts, so '#${name}' selects nothing from it`);
  }
  const found = result.data.manifests.find(({ annotations }) => annotations?.[ANNOTATIONS.name] === name);
  if (found === undefined) return undefined;
  const { mediaType, digest, size } = found;
  return { name, manifest: { mediaType, digest, size } };
}
