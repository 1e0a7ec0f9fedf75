import type { Readable } from 'stream';
import type { ContentSource } from '../../../contract/content-source';
import type { Digest } from '../../../contract/digest';

/** An object to write. */
export interface ObjectContent {
  readonly key: string;
  readonly mediaType: string;
  readonly source: ContentSource;
  /** Where it is known: services that can verify it do. */
  readonly digest?: Digest;
}

/**
 * Keys and bytes, nothing of artifacts: what a service has to do to be a store.
 *
 * Keys consist of `A-Za-z0-9._-` and slashes. An object appears whole or not at all. All that can be tried again is.
 *
 * @throws TransferError from every method
 */
export interface Bucket {
  /** The `uri` of references to what is in it. */
  readonly location: string;

  /** Size of an object in bytes, undefined where there is none. */
  size(key: string): Promise<number | undefined>;

  /** Reads an object of known size from an offset on. */
  read(key: string, size: number, start: number): Promise<Readable>;

  /** Reads an object into memory, undefined where there is none. @throws TransferError `TOO_LARGE` over the limit */
  readWhole(key: string, limit: number): Promise<Buffer | undefined>;

  /** Writes an object, unless there is one of this key: then it is left as it is, and the answer is false. */
  create(content: ObjectContent): Promise<boolean>;

  /** Writes an object in place of one that may be there. */
  replace(content: ObjectContent): Promise<void>;

  /** Deletes an object. One that is not there is no error. */
  delete(key: string): Promise<void>;

  /** The keys that begin so. */
  list(prefix: string): AsyncIterable<string>;

  /** Closes all connections. */
  close(): void;
}
