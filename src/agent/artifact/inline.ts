import type { ArtifactKindName } from '../../contract/artifact-kind';
import type { WireReference } from '../../contract/artifact-reference';
import { digestOf } from '../../contract/digest';
import { MEDIA_TYPES } from '../../contract/media-types';
import { AgentError } from '../errors';

/** Content that travels in its own reference. */
export interface InlineContent {
  readonly kind: ArtifactKindName;
  readonly content: Buffer;
  readonly mediaType: string;
}

/** The reference of inline content: `data:<media type>;base64,<content>`. A directory is told by the type of its archive. */
export function inlineReference(content: Uint8Array, mediaType: string): WireReference {
  return { uri: `data:${mediaType};base64,${Buffer.from(content).toString('base64')}`, digest: digestOf(content) };
}

export function isInline({ uri }: WireReference): boolean {
  return uri.startsWith('data:');
}

/** A reference as it may be shown: inline content may be long, and secret. */
export function shownReference(reference: WireReference): string {
  return `${isInline(reference) ? 'data:...' : reference.uri}@${reference.digest}`;
}

/** Reads {@link inlineReference} and verifies it. @throws AgentError `REFERENCE_INVALID` or `DIGEST_MISMATCH` */
export function readInline({ uri, digest }: WireReference): InlineContent {
  const [, mediaType, encoded] = /^data:([^;,]*);base64,([A-Za-z0-9+/]*={0,2})$/.exec(uri) ?? [];
  if (encoded === undefined) {
    throw new AgentError('REFERENCE_INVALID', `uri '${uri.slice(0, 60)}' is not 'data:<media type>;base64,<content>'`);
  }
  const content = Buffer.from(encoded, 'base64');
  const actual = digestOf(content);
  if (actual !== digest) {
    throw new AgentError('DIGEST_MISMATCH', `inline content has digest ${actual}, expected ${digest}: the result was changed on its way`);
  }
  return { kind: mediaType === MEDIA_TYPES.archive ? 'directory' : 'file', content, mediaType };
}
