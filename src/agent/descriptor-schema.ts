import * as z from 'zod/mini';
import { isDigest, type Digest } from '../contract/digest';

/** A descriptor in a manifest or index that others may have written: what we rely on is checked, the rest is kept. */
export const descriptorSchema = z.looseObject({
  mediaType: z.string(),
  digest: z.custom<Digest>((value) => typeof value === 'string' && isDigest(value), 'expected a digest'),
  size: z.int().check(z.nonnegative()),
  annotations: z.optional(z.record(z.string(), z.string())),
});
