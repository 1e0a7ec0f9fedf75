import { createHash } from 'crypto';
import { algorithmOf, type Digest } from '../../contract/digest';
import { AgentError } from '../errors';

/** What content is expected to be. */
export interface ContentExpectation {
  readonly digest: Digest;
  /** Size in bytes: reading stops at the first byte more. */
  readonly size: number;
}

/**
 * Content on its way, which ends without an error only if it is what was expected.
 *
 * Whoever takes it keeps it to himself until it has ended.
 *
 * @param place for messages
 * @throws an AgentError `DIGEST_MISMATCH`, also for a wrong size; an error of the stream as it is.
 */
export async function* verified(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, { digest, size }: ContentExpectation, place = 'content',
): AsyncGenerator<Uint8Array> {
  const hash = createHash(algorithmOf(digest));
  let taken = 0;
  for await (const chunk of stream) {
    taken += chunk.length;
    if (taken > size) throw mismatch(`${place} is longer than the ${size} bytes of ${digest}`);
    hash.update(chunk);
    yield chunk;
  }
  if (taken !== size) throw new AgentError('DIGEST_MISMATCH', `${place} ends after ${taken} of the ${size} bytes of ${digest}`);
  const actual = `${algorithmOf(digest)}:${hash.digest('hex')}`;
  if (actual !== digest) throw mismatch(`${place} has digest ${actual}, expected ${digest}`);
}

function mismatch(fact: string): AgentError {
  return new AgentError('DIGEST_MISMATCH', `${fact}: it was changed or replaced in the store`);
}
