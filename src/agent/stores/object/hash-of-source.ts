import { createHash } from 'crypto';
import type { ContentSource } from '../../../contract/content-source';

/** The hash of some content, by which a service notices that it was changed on its way. */
export async function hashOfSource(source: ContentSource, algorithm: 'sha256' | 'md5', encoding: 'hex' | 'base64'): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of source.open() as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest(encoding);
}
