import type { Digest } from './digest';

/**
 * What identifies content: its type, its digest and its size.
 *
 * The properties are those of the OCI content descriptor, in its own words.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md
 */
export interface Descriptor {
  /** Media type of the content. */
  readonly mediaType: string;

  /** Digest of the content. */
  readonly digest: Digest;

  /** Size of the content in bytes. */
  readonly size: number;

  /**
   * Metadata of the content.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };

  /**
   * Type of the artifact, where the descriptor refers to a manifest.
   *
   * @default - none
   */
  readonly artifactType?: string;
}
