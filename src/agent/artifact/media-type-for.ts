import type { UploadOutput } from '../../contract/agent-plan';
import { MEDIA_TYPES } from '../../contract/media-types';
import type { PackedContent } from '../archive';
import { AgentError } from '../errors';

/** What content is stored as. The type of archives is kept for directories: readers tell a directory by it. */
export function mediaTypeFor({ kind, mediaType }: Pick<UploadOutput, 'kind' | 'mediaType'>, content: PackedContent): string {
  if (kind === 'directory') return MEDIA_TYPES.archive;
  const declared = mediaType ?? content.mediaType ?? MEDIA_TYPES.binary;
  if (declared === MEDIA_TYPES.archive) {
    throw new AgentError('KIND_MISMATCH', `a file cannot have the media type '${MEDIA_TYPES.archive}' of directories, declare another type or a directory`);
  }
  return declared;
}
