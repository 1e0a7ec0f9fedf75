/** What a token allows on a repository. */
export type Action = 'pull' | 'push' | 'delete';

/**
 * The scope of a repository, `repository:<name>:<actions>`.
 *
 * @see https://distribution.github.io/distribution/spec/auth/scope/
 */
export function repositoryScope(repository: string, ...actions: Action[]): string {
  return `repository:${repository}:${[...actions].sort().join(',')}`;
}

/** Joins scopes of the same resource and sorts them, so that equal rights are equal text. */
export function mergeScopes(scopes: readonly string[]): string[] {
  const byResource = new Map<string, Set<string>>();
  for (const scope of scopes) {
    const { resource, actions } = splitScope(scope);
    const known = byResource.get(resource) ?? new Set();
    actions.forEach((action) => known.add(action));
    byResource.set(resource, known);
  }
  return [...byResource].map(([resource, actions]) => joinScope(resource, actions)).sort();
}

/** Whether the granted scopes hold everything that is wanted. */
export function coversScopes(granted: readonly string[], wanted: readonly string[]): boolean {
  const grants = granted.map(splitScope);
  return wanted.map(splitScope).every(({ resource, actions }) => {
    const grant = grants.find((each) => each.resource === resource);
    return grant !== undefined && (grant.actions.includes('*') || actions.every((action) => grant.actions.includes(action)));
  });
}

function splitScope(scope: string): { resource: string; actions: string[] } {
  const colon = scope.lastIndexOf(':');
  return colon < 0
    ? { resource: scope, actions: [] }
    : { resource: scope.slice(0, colon), actions: scope.slice(colon + 1).split(',').filter((action) => action !== '') };
}

function joinScope(resource: string, actions: ReadonlySet<string>): string {
  if (actions.size === 0) {
    return resource;
  }
  return `${resource}:${actions.has('*') ? '*' : [...actions].sort().join(',')}`;
}
