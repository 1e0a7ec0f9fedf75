import { Readable } from 'stream';
import type { UploadOutput } from '../../contract/agent-plan';
import { isBlank, isRepositoryUri, type WireReference } from '../../contract/artifact-reference';
import type { ContentSource } from '../../contract/content-source';
import type { Descriptor } from '../../contract/descriptor';
import { isDigest } from '../../contract/digest';
import { MEDIA_TYPES } from '../../contract/media-types';
import { messageOf } from '../errors';
import { isRegistry, type RegistryStore } from '../stores/registry-store';
import type { ArtifactStore } from '../stores/store';
import { shownReference } from './inline';
import { artifactManifest, type ArtifactFacts, type Layer } from './manifest';
import { put } from './put-artifact';

/** Longest time that a step waits for the list of what an image has, in milliseconds. */
const PATIENCE = 60_000;

/** An artifact that is stored and to be attached. */
export interface Attachment {
  readonly output: UploadOutput;
  readonly facts: ArtifactFacts;
  readonly layer: Layer;
  /** Where its content lies. */
  readonly store: ArtifactStore;
}

/** What attaching needs. */
export interface AttachContext {
  /** The store of a uri. */
  readonly open: (uri: string) => Promise<ArtifactStore>;
  /** The reference of an input or of another output, by its name. */
  readonly reference: (name: string) => WireReference | undefined;
  readonly print: (line: string) => void;
}

/**
 * Attaches artifacts to images, in the images' own repositories.
 *
 * The references of a run do not depend on it, so what goes wrong is a warning.
 */
export async function attachAll(attachments: readonly Attachment[], context: AttachContext): Promise<void> {
  for (const attachment of attachments) {
    const { name, attachTo = '' } = attachment.output;
    try {
      const image = context.reference(attachTo);
      if (image === undefined || isBlank(image)) continue;
      await attach(attachment, image, context);
      context.print(`attached '${name}' to ${shownReference(image)}`);
    } catch (error) {
      context.print(`warning: cannot attach '${name}' to '${attachTo}': ${messageOf(error)}`);
    }
  }
}

async function attach({ facts, layer, store }: Attachment, { uri, digest }: WireReference, { open }: AttachContext): Promise<void> {
  if (!isRepositoryUri(uri) || !isDigest(digest)) throw new Error(`'${uri}' is no repository of a registry`);
  const images = await open(uri);
  if (!isRegistry(images)) throw new Error(`'${uri}' is no repository of a registry`);
  const image = await images.find(digest);
  if (image === undefined) throw new Error(`there is no image '${uri}@${digest}'`);
  const { mediaType, size } = image;
  const { config, layer: content, manifest } = artifactManifest(facts, layer, { mediaType, digest, size }, typeOf(facts));
  await Promise.all([takeOver(content, store, images), put(images, config)]);
  await put(images, manifest);
  // others sign and scan the same image
  await images.fileReferrers({ signal: AbortSignal.timeout(PATIENCE) });
}

/** Tools look for an SBOM by its own type. */
function typeOf({ kind, mediaType }: ArtifactFacts): string {
  return kind === 'file' && mediaType !== MEDIA_TYPES.binary ? mediaType : MEDIA_TYPES.artifact;
}

async function takeOver(content: Descriptor, from: ArtifactStore, to: RegistryStore): Promise<void> {
  if (from.location === to.location || await to.has(content)) return;
  if (isRegistry(from) && await to.mount(content.digest, from)) return;
  await to.put(content, storedSource(content, from));
}

/** Stored content, opened when it is read. The registry verifies it. */
function storedSource(content: Descriptor, store: ArtifactStore): ContentSource {
  async function* read(start: number): AsyncGenerator<Uint8Array> {
    yield* await store.get(content, start);
  }
  return { size: content.size, open: (start = 0) => Readable.from(read(start), { objectMode: false }) };
}
