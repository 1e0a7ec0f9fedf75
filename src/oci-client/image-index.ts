import type { Descriptor } from '../contract/descriptor';
import { isDigest } from '../contract/digest';
import { isJsonObject, parseJsonObject } from '../contract/json';
import { MEDIA_TYPES } from '../contract/media-types';
import { OciError } from './errors';

/** The media type of a list of manifests. */
export const INDEX_TYPE = MEDIA_TYPES.index;

/**
 * Reads the manifests of an image index. What else an entry holds is kept in it.
 *
 * @throws OciError `INVALID_RESPONSE` that names what is wrong with it.
 */
export function parseImageIndex(content: Buffer): Descriptor[] {
  const { manifests } = parseJsonObject(content) ?? {};
  // what servers in Go write for an empty list
  if (manifests === null) {
    return [];
  }
  if (!Array.isArray(manifests)) {
    throw new OciError('INVALID_RESPONSE', 'expected an image index, got something without a list of manifests');
  }
  return manifests.map((entry: unknown, at) => {
    if (!isDescriptor(entry)) {
      throw new OciError('INVALID_RESPONSE', `manifest ${at} of an image index is no descriptor, expected mediaType, digest and size`);
    }
    return entry;
  });
}

/** Writes an image index of these manifests, in this order. */
export function formatImageIndex(manifests: readonly Descriptor[]): Buffer {
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }));
}

/** What a manifest says of itself to those that list it. */
export interface ManifestFacts {
  /** What it refers to. @default - nothing */
  readonly subject?: Descriptor;
  /** Its own type, or that of its config. @default - none */
  readonly artifactType?: string;
  /** @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/** Reads what a manifest says of itself; nothing of what is malformed in it. */
export function manifestFacts(content: Uint8Array): ManifestFacts {
  const { subject, artifactType, config, annotations } = parseJsonObject(content) ?? {};
  const ownType = typeof artifactType === 'string' && artifactType !== '' ? artifactType : undefined;
  const type = ownType ?? (isDescriptor(config) ? config.mediaType : undefined);
  return {
    ...(isDescriptor(subject) ? { subject } : {}),
    ...(type === undefined ? {} : { artifactType: type }),
    ...(isTexts(annotations) ? { annotations } : {}),
  };
}

/** The descriptors of a manifest or index: other manifests, and blobs. */
export function partsOf(content: Buffer): { readonly manifests: Descriptor[]; readonly blobs: Descriptor[] } {
  const { manifests, config, layers } = parseJsonObject(content) ?? {};
  const among = (values: unknown) => Array.isArray(values) ? values.filter(isDescriptor) : [];
  return { manifests: among(manifests), blobs: [...among([config]), ...among(layers)] };
}

function isDescriptor(value: unknown): value is Descriptor {
  return isJsonObject(value) && typeof value.mediaType === 'string' && Number.isSafeInteger(value.size)
    && typeof value.digest === 'string' && isDigest(value.digest);
}

function isTexts(value: unknown): value is { [key: string]: string } {
  return isJsonObject(value) && Object.values(value).every((text) => typeof text === 'string');
}
