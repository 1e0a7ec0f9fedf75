import { algorithmOf, type Digest } from '../../contract/digest';
import { AgentError } from '../errors';
import { SpoolWriter, type SpoolOptions } from './spool-writer';
import type { Spooled } from './spooled';

/** What content is expected to be. */
export interface SpoolExpectation {
  readonly digest: Digest;
  /** Size in bytes: reading stops at the first byte more. */
  readonly size: number;
}

/**
 * Takes in content that comes from elsewhere, and only returns it once it is verified.
 *
 * Whoever extracts from what this returns has read no byte before the digest
 * was right, and what is read later is what was verified.
 *
 * @throws an AgentError `DIGEST_MISMATCH`, also for a wrong size, or `DISK_FULL`; an error of the stream as it is.
 */
export async function spool(stream: AsyncIterable<Uint8Array>, expected: SpoolExpectation, options: SpoolOptions = {}): Promise<Spooled> {
  const writer = new SpoolWriter(algorithmOf(expected.digest), options);
  try {
    for await (const chunk of stream) {
      if (writer.size + chunk.length > expected.size) {
        throw new AgentError('DIGEST_MISMATCH',
          `content is longer than the ${expected.size} bytes of ${expected.digest}, it was changed or replaced in the store`);
      }
      await writer.write(chunk);
    }
    if (writer.size !== expected.size) {
      throw new AgentError('DIGEST_MISMATCH', `content ends after ${writer.size} of the ${expected.size} bytes of ${expected.digest}`);
    }
    return verified(await writer.finish(), expected.digest);
  } catch (error) {
    await writer.dispose();
    throw error;
  }
}

function verified(spooled: Spooled, digest: Digest): Spooled {
  if (spooled.digest !== digest) {
    throw new AgentError('DIGEST_MISMATCH', `content has digest ${spooled.digest}, expected ${digest}: it was changed or replaced in the store`);
  }
  return spooled;
}
