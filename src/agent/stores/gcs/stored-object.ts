import * as z from 'zod/mini';
import type { ContentSource } from '../../../contract/content-source';
import { parseJson } from '../../../contract/json';
import { TransferError } from '../../../http-client/errors';
import { hashOfSource } from '../object/hash-of-source';

const objectSchema = z.object({ size: z.string().check(z.regex(/^\d+$/)), md5Hash: z.optional(z.string()) });

/** What is asked of an object that was stored. */
export const STORED_FIELDS = 'size,md5Hash';

/** The size in the description of an object; undefined where it says none. */
export function storedSize(answer: Buffer): number | undefined {
  const size = objectSchema.safeParse(parseJson(answer)).data?.size;
  return size === undefined ? undefined : Number(size);
}

/**
 * The service verifies nothing, but says what it has.
 *
 * @throws TransferError `SIZE_MISMATCH` or `DIGEST_MISMATCH`
 */
export async function checkStored(answer: Buffer, source: ContentSource): Promise<void> {
  const stored = objectSchema.safeParse(parseJson(answer)).data;
  if (stored === undefined) return;
  if (Number(stored.size) !== source.size) {
    throw new TransferError('SIZE_MISMATCH', `the service took the content but has ${stored.size} of its ${source.size} bytes`);
  }
  if (stored.md5Hash !== undefined && stored.md5Hash !== await hashOfSource(source, 'md5', 'base64')) {
    throw new TransferError('DIGEST_MISMATCH', 'the service took the content but has other bytes: they were changed on their way');
  }
}
