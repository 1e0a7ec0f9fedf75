import { SpoolWriter, type SpoolOptions } from './spool-writer';
import type { Spooled } from './spooled';
import { verified, type ContentExpectation } from './verified';

/**
 * Takes in content that comes from elsewhere, and only returns it once it is verified.
 *
 * Whoever extracts from what this returns has read no byte before the digest
 * was right, and what is read later is what was verified.
 *
 * @param place for messages
 * @throws an AgentError `DIGEST_MISMATCH`, also for a wrong size, or `DISK_FULL`; an error of the stream as it is.
 */
export async function spool(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, expected: ContentExpectation, options: SpoolOptions = {}, place?: string,
): Promise<Spooled> {
  const writer = new SpoolWriter(options);
  try {
    for await (const chunk of verified(stream, expected, place)) await writer.write(chunk);
    return await writer.finish(expected.digest);
  } catch (error) {
    await writer.dispose();
    throw error;
  }
}
