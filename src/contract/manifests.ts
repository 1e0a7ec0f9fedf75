import type { Descriptor } from './descriptor';
import { parseJsonObject } from './json';
import { MEDIA_TYPES } from './media-types';

/** The media types of manifests: what a registry keeps apart from blobs. */
export const MANIFEST_TYPES: readonly string[] = [
  MEDIA_TYPES.manifest,
  MEDIA_TYPES.index,
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** Bytes of the largest manifest: what the distribution specification asks registries to take at least. */
export const MANIFEST_LIMIT = 4 * 1024 * 1024;

/** Tells whether a descriptor is a manifest's. */
export function isManifest({ mediaType }: Pick<Descriptor, 'mediaType'>): boolean {
  return MANIFEST_TYPES.includes(mediaType);
}

/** The media type that a manifest states of itself. */
export function statedMediaType(content: Buffer): string {
  const manifest = parseJsonObject(content);
  if (manifest === undefined) return MEDIA_TYPES.binary;
  return typeof manifest.mediaType === 'string' ? manifest.mediaType : MEDIA_TYPES.manifest;
}
