/**
 * Appends a field or an index to the path of a value: `spec.steps[0]`, `metadata.labels["app.kubernetes.io/name"]`.
 *
 * Paths are text, because they are printed more often than they are taken apart.
 */
export function child(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** The path of what stands at a path within an object that stands at another. */
export function joinPaths(outer: string, inner: string): string {
  if (inner === '' || outer === '') return outer + inner;
  return inner.startsWith('[') ? outer + inner : `${outer}.${inner}`;
}

/** The fields and indexes of a path, outermost first. */
export function segmentsOf(path: string): (string | number)[] {
  const segments: (string | number)[] = [];
  for (const match of path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)) {
    if (match[1] !== undefined) segments.push(Number(match[1]));
    else segments.push(match[2] === undefined ? match[3] : JSON.parse(match[2]) as string);
  }
  return segments;
}

/** The value at a path of plain data, undefined where the path leads nowhere. */
export function valueAt(root: unknown, path: string): unknown {
  let value: unknown = root;
  for (const segment of segmentsOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { readonly [key: string]: unknown })[segment];
  }
  return value;
}
