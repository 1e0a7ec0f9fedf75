import { Readable } from 'stream';
import type { ContentSource } from '../contract/content-source';
import type { Descriptor } from '../contract/descriptor';
import type { CallOptions } from '../http-client/call';
import { partsOf } from './image-index';
import type { Repository } from './repository';
import { verified } from './verify';

/** Options of a copy. */
export interface CopyOptions extends CallOptions {
  /** Tag of the copy. @default - none */
  readonly tag?: string;
}

/**
 * Copies a manifest with all that it names, also to another registry; what is there is not sent again.
 *
 * Within a registry, blobs are mounted where it does that. What refers to the manifest is not copied.
 *
 * @param reference a digest or tag of the source
 */
export async function copyManifest(
  source: Repository, reference: string, target: Repository, { tag, signal }: CopyOptions = {},
): Promise<Descriptor> {
  const { descriptor, content } = await source.manifests.fetch(reference, { signal });
  if (!await target.manifests.exists(descriptor.digest, { signal })) {
    const { manifests, blobs } = partsOf(content);
    // One after the other: an order in which nothing names what is not there yet.
    for (const { digest } of manifests) {
      await copyManifest(source, digest, target, { signal });
    }
    for (const blob of blobs) {
      await copyBlob(source, blob, target, { signal });
    }
  } else if (tag === undefined) {
    return descriptor;
  }
  const pushed = await target.manifests.push(content, descriptor.mediaType, { tag, signal });
  await target.referrers.add([{ ...pushed, content }], { signal });
  return descriptor;
}

async function copyBlob(source: Repository, blob: Descriptor, target: Repository, options: CallOptions): Promise<void> {
  const isNeighbour = source.reference.registry === target.reference.registry;
  const mountFrom = isNeighbour ? source.reference.repository : undefined;
  await target.blobs.push(blob, blobSource(source, blob, options), { ...options, mountFrom });
}

/** A blob of another repository as content: opened when it is read, verified where it is read whole. */
function blobSource(repository: Repository, blob: Descriptor, options: CallOptions): ContentSource {
  async function* read(start: number): AsyncGenerator<Uint8Array> {
    const content = await repository.blobs.fetch(blob, { ...options, start });
    yield* start === 0 ? verified(content, blob) : content;
  }
  return { size: blob.size, open: (start = 0) => Readable.from(read(start), { objectMode: false }) };
}
