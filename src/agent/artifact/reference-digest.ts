import type { WireReference } from '../../contract/artifact-reference';
import { isDigest, type Digest } from '../../contract/digest';
import { AgentError } from '../errors';

/** The digest of a reference, checked. @throws AgentError `REFERENCE_INVALID` */
export function digestIn({ digest }: WireReference): Digest {
  if (!isDigest(digest)) throw new AgentError('REFERENCE_INVALID', `'${digest}' is not a digest`);
  return digest;
}
