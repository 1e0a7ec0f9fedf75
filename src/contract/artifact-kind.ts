/** What an artifact's content is: one file, or a directory tree. */
export const ARTIFACT_KINDS = ['file', 'directory'] as const;

/** See {@link ARTIFACT_KINDS}. */
export type ArtifactKindName = typeof ARTIFACT_KINDS[number];
