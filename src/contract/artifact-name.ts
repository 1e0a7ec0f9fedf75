/** What an artifact may be called: it becomes a param, a result and a folder, so it has no dots. */
export const ARTIFACT_NAME_PATTERN = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/;

/**
 * Tells whether a text can be the name of an artifact.
 *
 * Letters, digits, `-` and `_`, at most 63. A dot is refused although Tekton admits it in a result:
 * neither `results.my.app[*]` nor `results['my.app'][*]` ever binds.
 */
export function isArtifactName(name: string): boolean {
  return ARTIFACT_NAME_PATTERN.test(name);
}
