import * as z from 'zod/mini';
import type { ContentSource } from '../../../contract/content-source';
import { TransferError } from '../../../http-client/errors';
import { parseJson } from '../../artifact/manifest';

const objectSchema = z.object({ size: z.string().check(z.regex(/^\d+$/)) });

/** The size in the description of an object; undefined where it says none. */
export function storedSize(answer: Buffer): number | undefined {
  const size = objectSchema.safeParse(parseJson(answer)).data?.size;
  return size === undefined ? undefined : Number(size);
}

/** The service says what it has. @throws TransferError `SIZE_MISMATCH` */
export function checkStored(answer: Buffer, { size }: ContentSource): void {
  const stored = storedSize(answer);
  if (stored !== undefined && stored !== size) {
    throw new TransferError('SIZE_MISMATCH', `the service took the content but has ${stored} of its ${size} bytes`);
  }
}
