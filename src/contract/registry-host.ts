/** The longest name of a repository that registries take, without the host. */
export const MAX_REPOSITORY_LENGTH = 255;

/**
 * Tells whether the first part of a name is a registry; otherwise it is an account of Docker Hub.
 *
 * @see https://github.com/distribution/reference, splitDockerDomain
 */
export function isRegistryHost(part: string): boolean {
  return part === 'localhost' || /[.:]/.test(part) || part !== part.toLowerCase();
}
