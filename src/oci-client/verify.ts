import { createHash } from 'crypto';
import { pipeline, Transform, type Readable, type TransformCallback } from 'stream';
import type { Descriptor } from '../contract/descriptor';
import { algorithmOf, hexOf } from '../contract/digest';
import { OciError } from './errors';

/** What content has to be. */
export type Expected = Pick<Descriptor, 'digest' | 'size'>;

/**
 * Passes content on while it hashes it, and ends only if it is what is expected.
 *
 * Bytes go out before they are verified: a reader must not act on them before
 * the stream has ended.
 */
export class VerifyStream extends Transform {
  #size = 0;
  readonly #hash;

  constructor(private readonly expected: Expected) {
    super();
    this.#hash = createHash(algorithmOf(expected.digest));
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#size += chunk.length;
    this.#hash.update(chunk);
    const { size, digest } = this.expected;
    callback(this.#size > size ? sizeMismatch(digest, size, 'more') : null, chunk);
  }

  override _flush(callback: TransformCallback): void {
    callback(problemOf(this.expected, this.#size, this.#hash.digest('hex')));
  }
}

/** A stream of the same content that fails at its end unless it is what is expected. */
export function verified(content: Readable, expected: Expected): Readable {
  // The error reaches the reader of the last stream: nobody listens to the callback.
  return pipeline(content, new VerifyStream(expected), () => undefined);
}

/** Verifies content in memory. */
export function verifyBytes(content: Uint8Array, expected: Expected): void {
  const hex = createHash(algorithmOf(expected.digest)).update(content).digest('hex');
  const problem = problemOf(expected, content.byteLength, hex);
  if (problem !== null) {
    throw problem;
  }
}

function problemOf({ digest, size }: Expected, actualSize: number, hex: string): OciError | null {
  if (actualSize !== size) {
    return sizeMismatch(digest, size, `${actualSize}`);
  }
  return hex === hexOf(digest)
    ? null
    : new OciError('DIGEST_MISMATCH', `content is not what was asked for: expected '${digest}', got '${algorithmOf(digest)}:${hex}'`);
}

function sizeMismatch(digest: string, expected: number, actual: string): OciError {
  return new OciError('SIZE_MISMATCH', `content of '${digest}' is to have ${expected} bytes, but has ${actual}`);
}
