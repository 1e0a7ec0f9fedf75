import type { Descriptor } from '../../contract/descriptor';
import { parseJsonObject } from '../../contract/json';
import { MEDIA_TYPES } from '../../contract/media-types';

const MANIFEST_TYPES: ReadonlySet<string> = new Set([
  MEDIA_TYPES.manifest,
  MEDIA_TYPES.index,
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);

/** Tells whether a descriptor is a manifest's: registries keep those apart from blobs. */
export function isManifest({ mediaType }: Pick<Descriptor, 'mediaType'>): boolean {
  return MANIFEST_TYPES.has(mediaType);
}

/** The media type that a manifest states of itself. */
export function statedMediaType(content: Buffer): string {
  const manifest = parseJsonObject(content);
  if (manifest === undefined) return MEDIA_TYPES.binary;
  return typeof manifest.mediaType === 'string' ? manifest.mediaType : MEDIA_TYPES.manifest;
}
