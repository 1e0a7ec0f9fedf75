import { createHash } from 'crypto';
import type { ContentSource } from '../../../contract/content-source';

/** The SHA-256 of some content, in hex. */
export async function sha256OfSource(source: ContentSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source.open() as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest('hex');
}
