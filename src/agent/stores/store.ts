import type { Readable } from 'stream';
import type { ContentSource } from '../../contract/content-source';
import type { Descriptor } from '../../contract/descriptor';
import type { Digest } from '../../contract/digest';
import type { Naming } from '../../contract/name-pattern';

/** A manifest as it is stored: its digest is that of exactly these bytes. */
export interface StoredManifest {
  readonly descriptor: Descriptor;
  readonly content: Buffer;
}

/** Whether content had to be written, or was there. */
export type PutOutcome = 'stored' | 'present';

/**
 * A place for content that is addressed by its digest: blobs, and manifests that name them.
 *
 * A store moves bytes; that they are the right ones is checked by who reads them. Whether a descriptor is a
 * manifest's is told by its media type. Every backend passes one suite, `test/agent/store-contract.ts`.
 */
export interface ArtifactStore {
  /** The `uri` of references to what is in this store. */
  readonly location: string;

  /** How artifacts are called here. @default - by tags, as in a registry */
  readonly naming?: Naming;

  /** Whether the content is there, in the size of its descriptor. */
  has(descriptor: Descriptor): Promise<boolean>;

  /**
   * Reads content, from an offset on.
   *
   * @throws AgentError `NOT_FOUND`, here or as the stream's error; those of the network as the stream's error
   */
  get(descriptor: Descriptor, start?: number): Promise<Readable>;

  /**
   * Reads a manifest by its digest or a tag.
   *
   * @throws AgentError `NOT_FOUND`; `LIMIT_EXCEEDED` over 4 MiB
   */
  manifest(reference: Digest | string): Promise<StoredManifest>;

  /**
   * Stores content, unless it is there. Of a manifest, all that it names must be there.
   *
   * @param tag for a manifest: it is moved when another manifest has it
   */
  put(descriptor: Descriptor, source: ContentSource, tag?: string): Promise<PutOutcome>;

  /** Gives a further tag to a manifest that is there. */
  tag(descriptor: Descriptor, tag: string): Promise<void>;

  /** Deletes a manifest with its tags. Its blobs stay until they are collected. @throws AgentError `NOT_FOUND` */
  delete(digest: Digest): Promise<void>;

  /** The tags that begin so, sorted. */
  list(prefix: string): Promise<string[]>;

  /** Lets go of connections. */
  close(): void;
}
