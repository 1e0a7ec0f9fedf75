/** The names of a cycle in the order in which they wait for each other, the first one repeated; undefined where there is none. */
export function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    const cycle = walk(start, [], edges, done);
    if (cycle) return cycle;
  }
  return undefined;
}

function walk(name: string, trail: readonly string[], edges: ReadonlyMap<string, readonly string[]>, done: Set<string>): string[] | undefined {
  if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name];
  if (done.has(name)) return undefined;
  for (const next of edges.get(name) ?? []) {
    const cycle = walk(next, [...trail, name], edges, done);
    if (cycle) return cycle;
  }
  done.add(name);
  return undefined;
}
